import assert from "node:assert/strict";
import { signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { readEventStream } from "../support/event_stream.ts";
import { readFixture } from "../support/speech.ts";

const spoken = "the company has already agreed to pay for half of it";
/** Where make.sh places the turn that holds these words, and the next one. */
const turn = { start_ms: 11_100, end_ms: 14_475 };

type Citation = { transcription_id: string; segment: number; start_ms: number; end_ms: number; quote: string };

Deno.test("a recording is asked about", async (t) => {
  const ann = await signUp();
  const entry = await uploadAudio(ann, "two_voices.wav", await readFixture("two_voices.wav"));
  const { id } = await ann.call("POST", `/entries/${entry.id}/transcriptions`, {});
  await untilEnded(ann, id);
  const asked = { transcription_id: id, message: "Who pays for the building?" };
  const demandCitation = (citations: Citation[]) => {
    assert.equal(citations.length, 1);
    const [{ transcription_id, quote, start_ms, end_ms }] = citations as [Citation];
    assert.deepEqual([transcription_id, quote], [id, spoken]);
    assert(Math.abs(start_ms - turn.start_ms) < 350, `${start_ms} ms`);
    assert(end_ms > start_ms + 2000 && end_ms <= turn.end_ms, `${end_ms} ms`);
  };

  await t.step("the answer points at the words that were said, when they were said", async () => {
    const { message, citations, removed_citations, model } = await ann.call("POST", "/chat/completions", asked);
    assert.deepEqual([message, removed_citations, model], [spoken, 0, "stenobase-extractive"]);
    demandCitation(citations);
  });

  await t.step("streamed, its words come first, then where they are said, then the whole", async () => {
    await using stream = readEventStream(await ann.send("POST", "/chat/completions", { ...asked, stream: true }));
    const events = await stream.ended();
    const texts = events.flatMap(({ type, data }) => type === "delta" ? data.text : []);
    assert(texts.length > 3 && texts.join("") === spoken, texts.join("|"));
    assert.deepEqual(events.slice(-2).map(({ type }) => type), ["citation", "done"]);
    assert.equal(events.at(-1)?.data.message, spoken);
    demandCitation(events.at(-1)?.data.citations as Citation[]);
  });

  await t.step("what the recording does not say is not made up", async () => {
    const other = { ...asked, message: "Who won the football match?" };
    const { message, citations } = await ann.call("POST", "/chat/completions", other);
    assert.deepEqual([message, citations], ["The transcript does not say.", []]);
  });
});
