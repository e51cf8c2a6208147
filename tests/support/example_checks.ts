import assert from "node:assert/strict";
import { freePort } from "../../local/ports.ts";
import { signUp } from "./client.ts";
import { startDelivering } from "./delivering.ts";
import { checkShape, type Example } from "./examples.ts";
import { addPerson } from "./people.ts";
import { testServer } from "./test_server.ts";
import { addTranscript } from "./transcripts.ts";
import { until } from "./until.ts";
import { createWebhook, startReceiver, verify } from "./webhook_receiver.ts";

/** The receiver takes what we sign, and nothing else. */
export async function checkReceiver({ code }: Example) {
  await using delivering = await startDelivering();
  const { api } = delivering;
  const ann = await addPerson(api.database.sql);
  const port = freePort();
  const { id, secret } = await createWebhook(api, ann, { url: `http://127.0.0.1:${port}/` });
  const { id: other } = await createWebhook(api, ann, { url: `http://127.0.0.1:${port}/` });
  const folder = await Deno.makeTempDir({ prefix: "stenobase-receiver-" });
  await Deno.writeTextFile(`${folder}/receiver.ts`, code);
  const receiver = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--check", "--no-lock", "--allow-net=127.0.0.1,0.0.0.0", "--allow-env", "receiver.ts"],
    cwd: folder,
    env: { PORT: `${port}`, WEBHOOK_SECRET: secret, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = receiver.output();
  try {
    const isOpen = () =>
      Deno.connect({ hostname: "127.0.0.1", port }).then((open) => (open.close(), true), () => undefined);
    await until(isOpen, 60_000);
    for (const webhook of [id, other]) await api.call(ann, "POST", `/webhooks/${webhook}/test`);
    await delivering.ring();
  } finally {
    receiver.kill();
    await output;
    await Deno.remove(folder, { recursive: true });
  }
  const said = new TextDecoder().decode((await output).stdout);
  const [ours] = await delivering.readDeliveries(id);
  const [theirs] = await delivering.readDeliveries(other);
  assert.deepEqual([ours?.status, ours?.response_status], ["delivered", 204]);
  assert.deepEqual([theirs?.status, theirs?.response_status], ["pending", 400]);
  assert(said.includes(`${ours!.id} webhook.test ${id}\n`) && !said.includes(theirs!.id), said);
}

/** The message has the fields of one that is sent, and no other. */
export async function checkMessage({ code }: Example) {
  await using delivering = await startDelivering();
  await using receiver = startReceiver();
  const ann = await addPerson(delivering.api.database.sql);
  const { secret } = await createWebhook(delivering.api, ann, {
    url: receiver.url,
    events: ["transcription.completed"],
  });
  await addTranscript(delivering.api.database.sql, ann, { segments: [{ text: "Hello" }] });
  await delivering.ring();
  const message = verify(receiver.received[0]!, secret);
  assert.equal(message.type, JSON.parse(code).type);
  checkShape(JSON.parse(code), message);
}

/** The function follows a transcription to its end. */
export async function checkFollow({ code }: Example) {
  const ann = await signUp();
  const { transcription_id: id } = await ann.call("POST", "/entries", { kind: "text", text: "Hello" });
  const { follow } = await import(`data:text/typescript,${encodeURIComponent(code)}`);
  const heard: [string, string][] = [];
  const api = `${testServer().url}/functions/v1/api`;
  await follow(
    api,
    id,
    () => ann.accessToken,
    (type: string, data: { status: string }) => heard.push([type, data.status]),
  );
  assert.deepEqual(heard, [["transcription.completed", "completed"]]);
}
