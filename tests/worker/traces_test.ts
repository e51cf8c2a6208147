import assert from "node:assert/strict";
import { startTracing } from "../../shared/telemetry/start_tracing.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "../support/otlp_receiver.ts";
import { startPipeline } from "../support/pipeline.ts";

const [server, client, consumer] = [2, 3, 5];

Deno.test("traces", async (t) => {
  await using receiver = startOtlpReceiver();
  const exports: Promise<unknown>[] = [];
  startTracing({
    ...{ endpoint: receiver.url, headers: { "x-key": "of the collector" }, serviceName: "voice", fetch },
    ...{ waitUntil: (work: Promise<unknown>) => void exports.push(work), afterMs: 0 },
  });
  const exported = async () => {
    while (exports.length > 0) await Promise.all(exports.splice(0));
  };
  await using openai = await startOpenaiServer();
  await using pipeline = await startPipeline({ OPENAI_BASE_URL: openai.baseUrl, SPEECH_PROVIDERS: "openai" });

  await t.step("go from the route through the job that it enqueued to the call of the provider", async () => {
    await pipeline.submit();
    await pipeline.ring();
    await exported();
    const route = find(receiver, "POST /api/entries/:id/transcriptions");
    const job = find(receiver, "job transcribe");
    const call = find(receiver, "speech submit");
    assert.deepEqual([route.kind, job.kind, call.kind], [server, consumer, client]);
    assert.deepEqual([route.parentId, job.parentId, call.parentId], [undefined, route.spanId, job.spanId]);
    assert.deepEqual(new Set([route, job, call].map(({ traceId }) => traceId)).size, 1);
    assert.equal(route.attributes["http.response.status_code"], 202);
    assert.deepEqual([call.attributes["gen_ai.provider.name"], call.attributes["stenobase.outcome"]], ["openai", "ok"]);
    assert.equal(route.service, "voice");
  });

  await t.step("are found in the log, by the request and by the job", () => {
    const { traceId } = find(receiver, "job transcribe");
    const lines = pipeline.api.logs.map((line) => JSON.parse(line)).filter((line) => line.trace_id === traceId);
    assert.deepEqual(lines.map(({ event }) => event), ["request", "job started", "job completed"]);
  });

  await t.step("are told to the collector alone, with its key, and never to a provider", () => {
    assert(receiver.requests.every(({ headers }) => headers.get("x-key") === "of the collector"));
    assert(openai.requests.length > 0);
    for (const { headers } of openai.requests) assert(!headers.has("traceparent") && !headers.has("x-key"));
    const told = receiver.requests.map(({ text }) => text).join();
    assert.doesNotMatch(told, /sk-|eyJ|sb_|token=|s16\.wav/);
    assert(!told.includes(pipeline.ann.id));
  });

  await t.step("go on through what a job enqueues", async () => {
    receiver.spans.length = 0;
    const message = "What is said?";
    const entry = await (await pipeline.call(pipeline.ann, "POST", "/entries", { kind: "text", text: "Hello." }))
      .json();
    const body = { transcription_id: entry.transcription_id, message };
    await pipeline.call(pipeline.ann, "POST", "/chat/completions?async=true", body);
    const { id } = await pipeline.submit({ documents: ["summary"] });
    await pipeline.ring();
    await pipeline.ring();
    await exported();
    const run = find(receiver, "job transcribe");
    const document = find(receiver, "job document");
    assert.deepEqual([document.traceId, document.parentId], [run.traceId, run.spanId]);
    const answer = find(receiver, "job answer");
    assert.equal(answer.parentId, find(receiver, "POST /api/chat/completions").spanId);
    assert.notEqual(answer.traceId, run.traceId);
    const asked = receiver.spans.filter(({ name }) => name === "chat answer");
    assert.deepEqual(asked.map(({ parentId }) => parentId).sort(), [document.spanId, answer.spanId].sort());
    assert.equal((await pipeline.read(id)).status, "completed");
  });

  await t.step("say what failed, by its code", async () => {
    receiver.spans.length = 0;
    openai.script({ status: 401, body: { error: { message: "Incorrect API key provided: sk-of-the-tests" } } });
    await pipeline.submit();
    await pipeline.ring();
    await exported();
    openai.script();
    for (const name of ["job transcribe", "speech submit"]) {
      assert.equal(find(receiver, name).error, "provider_unauthorized");
    }
    assert.doesNotMatch(receiver.requests.map(({ text }) => text).join(), /Incorrect|sk-of/);
  });

  await t.step("begin anew with work that no request enqueued", async () => {
    receiver.spans.length = 0;
    const { sql } = pipeline.api.database;
    await sql`select private.enqueue_jobs('sweep', array[gen_random_uuid()])`;
    await pipeline.ring();
    await exported();
    const sweep = find(receiver, "job sweep");
    assert.equal(sweep.parentId, undefined);
    assert.notEqual(sweep.traceId, find(receiver, "POST /worker").traceId);
  });

  await t.step("that nobody takes disturb nobody", async () => {
    receiver.answer(503);
    const { id } = await pipeline.submit();
    await pipeline.ring();
    await exported();
    assert.equal((await pipeline.read(id)).status, "completed");
  });
});

function find({ spans }: OtlpReceiver, name: string): ReceivedSpan {
  const found = spans.filter((span) => span.name === name);
  assert.equal(found.length, 1, `${found.length} of '${name}' among ${spans.map(({ name }) => name).join(", ")}`);
  return found[0]!;
}
