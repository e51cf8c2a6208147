import assert from "node:assert/strict";
import type { Document } from "../support/document_models.ts";
import { signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { readFixture, splitWords } from "../support/speech.ts";
import { until } from "../support/until.ts";

Deno.test("documents are made of a recording", async (t) => {
  const ann = await signUp();
  const entry = await uploadAudio(ann, "two_voices.wav", await readFixture("two_voices.wav"));
  const wanted = { documents: ["summary", "chapters"] };
  const { id } = await ann.call("POST", `/entries/${entry.id}/transcriptions`, wanted);
  const { text } = await untilEnded(ann, id);
  const { data: segments } = await ann.call("GET", `/transcriptions/${id}/segments`);
  const read = (document: { id: string }) =>
    until(async () => {
      const now: Document = await ann.call("GET", `/documents/${document.id}`);
      return ["completed", "failed", "cancelled"].includes(now.status) ? now : undefined;
    }, 30_000);
  const make = async (kind: string, options = {}) =>
    await read(await ann.call("POST", `/transcriptions/${id}/documents`, { kind, ...options }));
  const said = splitWords(text ?? "").join(" ");
  /** The words of a quote stand in the transcript, in the segment that it names. */
  const demandSaid = ({ segment, quote }: { segment: number; quote: string | null }) => {
    assert(said.includes(splitWords(quote ?? "nothing of it").join(" ")), quote ?? "");
    assert(segments[segment].text.toLowerCase().includes(splitWords(quote ?? "")[0]), quote ?? "");
  };

  await t.step("a summary and chapters with the transcription itself, in its own words", async () => {
    const { data } = await ann.call("GET", `/transcriptions/${id}/documents`);
    assert.deepEqual(data.map(({ kind }: Document) => kind).sort(), ["chapters", "summary"]);
    for (const listed of data) {
      const { kind, status, error_message, content, is_current, report } = await read(listed);
      assert.deepEqual([status, error_message, is_current, report.removed_citations], ["completed", null, true, 0]);
      const quotes = kind === "summary" ? content?.citations : content?.chapters;
      assert(quotes && quotes.length > 0, kind);
      quotes.forEach(demandSaid);
    }
  });

  await t.step("action items that somebody has set, when they did", async () => {
    const { status, error_message, content, report } = await make("action_items");
    assert.deepEqual([status, error_message, report.removed_citations], ["completed", null, 0]);
    for (const item of content?.items ?? []) {
      demandSaid(item);
      const { start_ms, end_ms } = segments[item.segment];
      assert(item.start_ms! >= start_ms && item.end_ms! <= end_ms, JSON.stringify(item));
    }
  });

  await t.step("a proofread text, which subtitles then hold", async () => {
    const { status, error_message, report } = await make("proofread");
    assert.deepEqual([status, error_message], ["completed", null]);
    assert.deepEqual([report.added, report.removed, report.changed, report.flagged], [0, 0, 0, []]);
    const response = await ann.send("GET", `/transcriptions/${id}/download?format=srt&text=proofread`);
    assert.match(await response.text(), /^1\n00:00:00,\d{3} --> .*\n(- )?Good morning/);
  });

  await t.step("what needs a model fails with a sentence, and the transcript stays", async () => {
    const { status, error_code, error_message } = await make("translation", { language: "de" });
    assert.deepEqual([status, error_code], ["failed", "provider_rejected"]);
    assert.match(error_message ?? "", /no language model/);
    assert.equal((await ann.call("GET", `/transcriptions/${id}`)).status, "completed");
  });
});
