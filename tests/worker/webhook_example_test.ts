import assert from "node:assert/strict";
import { freePort } from "../../local/ports.ts";
import { startDelivering } from "../support/delivering.ts";
import { addPerson } from "../support/people.ts";
import { until } from "../support/until.ts";
import { createWebhook } from "../support/webhook_receiver.ts";

Deno.test("the receiver in the docs takes what we sign, and nothing else", async () => {
  await using delivering = await startDelivering();
  const { api } = delivering;
  const ann = await addPerson(api.database.sql);
  const port = freePort();
  const url = `http://127.0.0.1:${port}/`;
  const { id, secret } = await createWebhook(api, ann, { url });
  const { id: other } = await createWebhook(api, ann, { url });
  const folder = await Deno.makeTempDir({ prefix: "stenobase-webhook-example-" });
  const docs = await Deno.readTextFile(new URL("../../docs/api.md", import.meta.url));
  const example = /```ts\n(import { Webhook }[^]*?)```/.exec(docs)?.[1];
  await Deno.writeTextFile(`${folder}/receiver.ts`, example ?? "");
  const receiver = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--check",
      "--no-lock",
      "--allow-net=127.0.0.1,0.0.0.0",
      "--allow-env",
      `${folder}/receiver.ts`,
    ],
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
    await Deno.remove(folder, { recursive: true });
    receiver.kill();
  }
  const said = new TextDecoder().decode((await output).stdout);
  const [ours] = await delivering.readDeliveries(id);
  const [theirs] = await delivering.readDeliveries(other);
  assert.deepEqual([ours?.status, ours?.response_status], ["delivered", 204]);
  assert.deepEqual([theirs?.status, theirs?.response_status], ["pending", 400]);
  assert(said.includes(`${ours!.id} webhook.test ${id}\n`) && !said.includes(theirs!.id), said);
});
