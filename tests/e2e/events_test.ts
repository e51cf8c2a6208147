import assert from "node:assert/strict";
import { signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { readEventStream } from "../support/event_stream.ts";
import { readFixture } from "../support/speech.ts";
import { freePair, processesWith, runStart } from "../support/start.ts";
import { until } from "../support/until.ts";

Deno.test("a transcription is followed live, through all that is between", async () => {
  const ann = await signUp();
  await using own = readEventStream(await ann.send("GET", "/events"));
  const entry = await uploadAudio(ann, "sentence.mp3", await readFixture("sentence.mp3"));
  const { id } = await ann.call("POST", `/entries/${entry.id}/transcriptions`, {});
  await using stream = readEventStream(await ann.send("GET", `/transcriptions/${id}/events`));
  const [state] = await stream.first(1);
  assert.equal(state?.data.id, id);
  await untilEnded(ann, id);
  const events = await stream.ended();
  assert.equal(events.at(-1)?.type, "transcription.completed");
  const end = await ann.send("GET", `/transcriptions/${id}/events?last_event_id=${events.at(-1)?.id}`);
  assert.equal(end.status, 204);
  const all = await until(() => {
    const types = own.events.flatMap(({ type, data }) => data.id === id ? [type] : []);
    return types.length === 3 ? types : undefined;
  });
  assert.deepEqual(all, ["transcription.queued", "transcription.processing", "transcription.completed"]);
});

Deno.test("a stack stops though somebody still listens", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "stenobase-events-test-" });
  const env = { SPEECH_OPENAI_MODEL: "their-model", OPENAI_API_KEY: "sk-theirs" };
  const stack = await runStart({ port: freePair(), dataDir, env });
  const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey } = stack.variables;
  const ann = await signUp({ url: url!, publishableKey: publishableKey! });
  const response = await ann.send("GET", "/events");
  const begun = performance.now();
  assert.equal(await stack.end("SIGINT"), 0);
  assert(performance.now() - begun < 10_000);
  await response.body?.cancel().catch(() => {});
  assert.deepEqual(await processesWith(dataDir), []);
  await Deno.remove(dataDir, { recursive: true });
});
