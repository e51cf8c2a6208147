import assert from "node:assert/strict";
import postgres from "postgres";
import { createApiClient, signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { makeLongSpeech, splitWords } from "../support/speech.ts";
import { freePair, functionsProcess, processesWith, runStart } from "../support/start.ts";

Deno.test("a stack that is killed in the middle of a transcription loses nothing and does nothing twice", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "stenobase-restart-test-" });
  const port = freePair();
  // A short lease, as the next worker waits for its end; what is killed cannot tidy up, so its scraps go with the data.
  const env = { LEASE_SECONDS: "3", TMPDIR: dataDir };
  const { file, words } = await makeLongSpeech(120);
  const first = await runStart({ port, dataDir, env });
  const address = { url: first.variables.SUPABASE_URL!, publishableKey: first.variables.SUPABASE_PUBLISHABLE_KEY! };
  const ann = await signUp(address);
  const entry = await uploadAudio(ann, "meeting.wav", file);
  const { id } = await ann.call("POST", `/entries/${entry.id}/transcriptions`, {});
  while ((await ann.call("GET", `/transcriptions/${id}`)).status === "queued") {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await first.end("SIGKILL");

  const second = await runStart({ port, dataDir, env });
  try {
    const again = createApiClient(address, ann.supabase, ann.id, ann.accessToken);
    const done = await untilEnded(again, id, 90);
    assert.deepEqual([done.status, done.error_message], ["completed", null]);
    assert(done.attempts >= 2, `${done.attempts} attempts`);
    const heard = splitWords(done.text ?? "").length;
    assert(Math.abs(heard - words.length) <= 5, `${heard} words of ${words.length}`);
    const { data } = await again.call("GET", `/transcriptions/${id}/segments?limit=1000`);
    assert.deepEqual(
      data.map((segment: { position: number }) => segment.position),
      data.map((_: unknown, index: number) => index),
    );
    const { data: usage } = await again.supabase.from("usage_daily").select("transcriptions");
    assert.deepEqual(usage, [{ transcriptions: 1 }]);
  } finally {
    await second.end("SIGTERM");
  }
  assert.deepEqual(await processesWith(dataDir), []);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("functions outlive the connections that the database ends under them", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "stenobase-connections-test-" });
  const stack = await runStart({ port: freePair(), dataDir });
  const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey, SUPABASE_DB_URL } = stack.variables;
  const sql = postgres(SUPABASE_DB_URL!, { max: 1, onnotice: () => {} });
  try {
    const ann = await signUp({ url: url!, publishableKey: publishableKey! });
    for (let round = 0; round < 10; round++) {
      const asked = Array.from({ length: 20 }, () => ann.send("GET", "/entries"));
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where usename = 'postgres' and pid <> pg_backend_pid() and query not ilike 'listen%'`;
      for (const response of await Promise.all(asked)) {
        const answer = await response.text();
        assert([200, 503].includes(response.status), `${response.status}: ${answer}`);
      }
    }
    assert.deepEqual((await ann.call("GET", "/entries")).data, []);
    assert.doesNotMatch(stack.output(), /started again/);
  } finally {
    await sql.end();
    await stack.end("SIGTERM");
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("functions that are killed are started again, and the work in their hands is done", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "stenobase-functions-test-" });
  const stack = await runStart({ port: freePair(), dataDir, env: { LEASE_SECONDS: "2" } });
  const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey } = stack.variables;
  try {
    const ann = await signUp({ url: url!, publishableKey: publishableKey! });
    const entry = await uploadAudio(ann, "meeting.wav", (await makeLongSpeech(60)).file);
    const { id } = await ann.call("POST", `/entries/${entry.id}/transcriptions`, {});
    while ((await ann.call("GET", `/transcriptions/${id}`)).status === "queued") {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    Deno.kill(await functionsProcess(stack), "SIGKILL");
    const deadline = Date.now() + 10_000;
    for (;;) {
      const response = await ann.send("GET", `/transcriptions/${id}`);
      await response.body?.cancel();
      if (response.status === 200) break;
      assert(Date.now() < deadline, "The functions are not back");
    }
    const done = await untilEnded(ann, id);
    assert.deepEqual([done.status, done.attempts], ["completed", 2]);
    assert.match(stack.output(), /The functions ended \(SIGKILL\) and are started again/);
  } finally {
    await stack.end("SIGTERM");
    await Deno.remove(dataDir, { recursive: true });
  }
});
