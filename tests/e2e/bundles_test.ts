import assert from "node:assert/strict";
import { build, functionNames } from "../../deploy/build.ts";
import { sandboxFlags } from "../../local/functions/sandbox.ts";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { testServer } from "../support/test_server.ts";

/** What the platform's edge runtime is compatible with. */
const platformDeno = "deno@2.1.4";

Deno.test("each bundled function boots and works on the platform's Deno, with network and named variables only", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "stenobase-bundles-test-" });
  await build(folder);
  await using database = await cloneDatabase();
  const { url, keys } = testServer();
  const ann = await addPerson(database.sql);
  const env = {
    SUPABASE_URL: url,
    SUPABASE_DB_URL: database.url,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey, worker: keys.workerKey }),
    JWT_SECRET: keys.jwtSecret,
    SPEECH_MODEL: "whisper-1",
    OPENAI_API_KEY: "sk-of-the-tests",
    OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
  };

  for (const name of functionNames) {
    const { size } = await Deno.stat(`${folder}/${name}/index.js`);
    await t.step(`${name} is smaller than 4 MB`, () => assert(size < 4_000_000, `${size} bytes`));
  }

  await t.step("api stores and lists a text", async () => {
    await using api = await serveBundle(folder, "api", env);
    const headers = { authorization: `Bearer ${ann.token}`, "content-type": "application/json" };
    const body = JSON.stringify({ kind: "text", text: "Hello", tags: ["a"] });
    const created = await fetch(`${api.url}/entries`, { method: "POST", headers, body });
    assert.equal(created.status, 201, await created.clone().text());
    const { id } = await created.json();
    const listed = await (await fetch(`${api.url}/entries`, { headers })).json();
    assert.deepEqual(listed.data.map((entry: { id: string }) => entry.id), [id]);
  });

  await t.step("worker does what is due when it is rung", async () => {
    const [entry] = await database.sql`
      insert into public.entries (user_id, kind, source, status, object_path, byte_size, object_etag, container, mime_type,
        codec, duration_ms)
      values (${ann.id}, 'audio', 'upload', 'ready', 'gone/gone.mp3', 1000, 'x', 'mp3', 'audio/mpeg', 'mp3', 1000)
      returning id`;
    const [queued] = await database.sql`
      insert into public.transcriptions (user_id, entry_id, provider) values (${ann.id}, ${entry!.id}, 'openai')
      returning id`;
    await using worker = await serveBundle(folder, "worker", env);
    const rung = await fetch(worker.url, { method: "POST", headers: { apikey: keys.workerKey } });
    assert.deepEqual([rung.status, await rung.json()], [202, { accepted: true }]);
    const deadline = Date.now() + 10_000;
    let status = "";
    while (status !== "processing" && Date.now() < deadline) {
      [{ status }] = await database.sql<[{ status: string }]>`
        select status from public.transcriptions where id = ${queued!.id}`;
    }
    assert.equal(status, "processing");
  });

  await Deno.remove(folder, { recursive: true });
});

async function serveBundle(folder: string, name: string, env: Record<string, string>) {
  const host = `${folder}/${name}/host.js`;
  await Deno.writeTextFile(
    host,
    `import { fetch } from "./function.js";
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log("port " + port) }, fetch);
for await (const _ of Deno.stdin.readable);
Deno.exit();
`,
  );
  await Deno.writeTextFile(
    `${folder}/${name}/function.js`,
    `import f from "./index.js";\nexport const fetch = f.fetch;\n`,
  );
  const child = new Deno.Command("npx", {
    args: ["-y", platformDeno, "run", "--no-lock", "--no-config", ...sandboxFlags, host],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  const listening = Promise.withResolvers<string>();
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      output += text;
      const port = /port (\d+)/.exec(output)?.[1];
      if (port) listening.resolve(port);
    }
    listening.reject(new Error(output));
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  const port = await listening.promise;
  return {
    url: `http://127.0.0.1:${port}/${name}`,
    async [Symbol.asyncDispose]() {
      // A signal would end npx and not what it runs.
      await child.stdin.close();
      await child.status;
      await reading;
    },
  };
}
