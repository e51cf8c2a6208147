import assert from "node:assert/strict";
import { ProviderError } from "../../shared/provider_error.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { addMeeting, ask, type Message } from "../support/chat.ts";
import { cite, end, languageOf, modelOf, type Script, text } from "../support/language.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry, addTranscription, addWebhook } from "../support/rows.ts";
import { createTestWorker } from "../support/worker.ts";

const path = "/chat/completions?async=true";
const message = "What was approved?";

/** A worker whose model answers as the test says. */
function workerOf(api: TestApi, script: Script) {
  const model = modelOf(script);
  const transcriber = () => Promise.reject(new Error("Nothing is transcribed here"));
  const worker = createTestWorker({ ...api, deps: { ...api.deps, language: languageOf(model) } }, transcriber);
  return { model, ring: worker.ring };
}

Deno.test("an answer that is made later", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const id = await addMeeting(api, ann);
  const queue = () => ask<{ id: string; status: string }>(api.call, ann, path, { transcription_id: id, message });
  const read = async (answer: { id: string }) =>
    await (await api.call(ann, "GET", `/chat/messages/${answer.id}`)).json() as Message;
  const approved: Script = () => [text("The budget."), cite(1, "the budget"), cite(3, "the budget"), end()];
  const later = () => sql`update private.jobs set due_at = now() where kind = 'answer' and state = 'queued'`;
  const used = async () => {
    const [row] = await sql`
      select sum(input_tokens + output_tokens) as tokens from public.usage_daily where user_id = ${ann.id}`;
    return Number(row?.tokens ?? 0);
  };
  await sql`delete from private.jobs`;

  await t.step("is queued, made by the worker and read where it was said to be", async () => {
    const before = await used();
    const queued = await queue();
    assert.equal(queued.status, "queued");
    assert.equal((await read(queued)).status, "queued");
    await workerOf(api, approved).ring();
    const { status, content, citations, removed_citations, question, model, provider } = await read(queued);
    assert.deepEqual([status, content, citations.map(({ quote }) => quote), removed_citations, question], [
      ...["completed", "The budget.", ["the budget"], 1, message],
    ]);
    assert.deepEqual([model, provider], ["gpt-of-the-tests-2026", "openai"]);
    assert.equal(await used() - before, 110);
  });

  await t.step("is told of by events and to webhooks", async () => {
    const webhook = await addWebhook(sql, ann, { events: ["answer.completed"] });
    const queued = await queue();
    await workerOf(api, approved).ring();
    const events = await sql<{ type: string }[]>`
      select type from public.events where subject_id = ${queued.id} order by id`;
    assert.deepEqual(events.map(({ type }) => type), ["answer.queued", "answer.completed"]);
    const deliveries = await sql`select type, data from public.webhook_deliveries where endpoint_id = ${webhook}`;
    assert.deepEqual(deliveries.map(({ type, data }) => [type, data.id, data.status]), [
      ["answer.completed", queued.id, "completed"],
    ]);
    await sql`delete from public.webhook_endpoints`;
  });

  await t.step("is refused where asking at once is, and with a key of one's own", async () => {
    const queued = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
    const outcome = async (id: string, headers = {}) =>
      await outcomeOfResponse(await api.call(ann, "POST", path, { transcription_id: id, message }, headers));
    assert.equal(await outcome(queued), "409 transcription_not_ready");
    assert.equal(await outcome(crypto.randomUUID()), "404 transcription_not_found");
    assert.equal(await outcome(id, { "x-provider-key": "a-key-of-ones-own" }), "422 option_not_supported");
  });

  await t.step("is tried again where the provider is down, and fails where it stays so", async () => {
    const queued = await queue();
    let attempts = 0;
    const { ring } = workerOf(api, () => {
      attempts++;
      throw new ProviderError("provider_unavailable", "openai is down");
    });
    for (let attempt = 0; attempt < 5; attempt++) {
      await later();
      await ring();
    }
    const { status, error_code, content } = await read(queued);
    assert.deepEqual([attempts, status, error_code, content], [5, "failed", "provider_unavailable", ""]);
  });

  await t.step("fails at once where trying again is of no use, such as when its transcript is gone", async () => {
    const gone = await addMeeting(api, ann);
    const queued = await ask<{ id: string }>(api.call, ann, path, { transcription_id: gone, message });
    await api.call(ann, "DELETE", `/transcriptions/${gone}`);
    const { model, ring } = workerOf(api, approved);
    await ring();
    assert.deepEqual([(await read(queued)).error_code, model.prompts.length], ["transcription_not_found", 0]);
  });

  await t.step("is asked for again where a worker is lost, and stored and metered once", async () => {
    const before = await used();
    const queued = await queue();
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const lost = workerOf(api, async function* () {
      begun.resolve();
      await goOn.promise;
      yield text("Too late.");
      yield end();
    });
    const ringing = lost.ring();
    await begun.promise;
    await sql`update private.jobs set due_at = now() where subject_id = ${queued.id}`;
    await workerOf(api, approved).ring();
    goOn.resolve();
    await ringing;
    assert.equal((await read(queued)).content, "The budget.");
    assert.equal(await used() - before, 110);
  });

  await t.step("is queued once for one idempotency key", async () => {
    const headers = { "idempotency-key": "once" };
    const [one, two] = [
      await ask(api.call, ann, path, { transcription_id: id, message }, headers),
      await ask(api.call, ann, path, { transcription_id: id, message }, headers),
    ];
    assert.deepEqual(one, two);
  });

  await t.step("is forgotten after a time, unlike what was said in sessions", async () => {
    await sql`update public.chat_messages set created_at = now() - interval '31 days'`;
    await sql`select private.forget_old_rows()`;
    assert.equal((await sql`select from public.chat_messages where session_id is null`).count, 0);
  });
});
