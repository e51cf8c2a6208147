import assert from "node:assert/strict";
import { joinTranscripts } from "../../shared/join_transcripts.ts";
import { cutAudio } from "../../shared/media/cut.ts";
import { planPieces, spanToCut } from "../../shared/media/plan.ts";
import { inspectAudio } from "../../shared/media/probe.ts";
import type { Span } from "../../shared/speech/types.ts";
import { shiftTranscript, type Transcript } from "../../shared/transcript.ts";
import { startAudioServer } from "../support/audio.ts";
import { signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { makeLongSpeech, splitWords, wordErrorRate } from "../support/speech.ts";
import { apiKey, withSpeechServer } from "../support/speech_server.ts";
import { callWith, transcriberOf } from "../support/transcribing.ts";

const minutes = 11;

Deno.test("audio over the provider's limits is transcribed in pieces and comes back whole", async () => {
  const ann = await signUp();
  const { file, words: spoken } = await makeLongSpeech(minutes * 60);
  const entry = await uploadAudio(ann, "meeting.wav", file);
  assert.equal(entry.duration_ms, minutes * 60_000);

  const { id } = await ann.call("POST", `/entries/${entry.id}/transcriptions`, {});
  const done = await untilEnded(ann, id, 300);
  assert.deepEqual([done.status, done.error_message, done.audio_ms], ["completed", null, minutes * 60_000]);
  const heard = splitWords(done.text ?? "");
  assert(Math.abs(heard.length - spoken.length) <= spoken.length / 100, `${heard.length} words of ${spoken.length}`);
  // Compared in stretches: the distance of whole texts takes time by the square of their length.
  for (let start = 0; start < spoken.length; start += 200) {
    const rate = wordErrorRate(spoken.slice(start, start + 200), heard.slice(start, start + 200));
    assert(rate <= 0.15, `words ${start} to ${start + 200}: ${rate}`);
  }

  const { data } = await ann.call("GET", `/transcriptions/${id}/segments?limit=1000`);
  const starts = data.map((segment: { start_ms: number }) => segment.start_ms);
  assert.deepEqual(starts, starts.toSorted((a: number, b: number) => a - b));
  // The last of the rounds of 27 seconds ends in the last minute.
  assert(data.at(-1).end_ms > (minutes - 1) * 60_000 && data.at(-1).end_ms <= minutes * 60_000);
});

Deno.test("around every seam the words are those of a hearing in one piece", async () => {
  const { file } = await makeLongSpeech(110);
  await using server = startAudioServer(file);
  const facts = await inspectAudio(server.url, { maxSeconds: 3600, fetch });
  const options = { ...facts, maxBytes: 24 * 2 ** 20, maxMs: 36_000 };
  await withSpeechServer(async ({ address }) => {
    const transcriber = await transcriberOf("openai", { baseUrl: address }, { model: "whisper-1", apiKey });
    const hear = async (span: Span): Promise<Transcript> => {
      const { offsetMs, mime, ...cut } = await cutAudio(server.url, { ...span, ...options, facts, fetch });
      const outcome = await transcriber.submit({ ...cut, mimeType: mime }, {}, callWith());
      assert("transcript" in outcome);
      return shiftTranscript(outcome.transcript, offsetMs);
    };
    const plan = planPieces(options);
    assert.equal(plan.length, 5);
    const pieces = plan.map(async (piece) => ({ ...piece, transcript: await hear(spanToCut(piece, options)) }));
    const joined = joinTranscripts(await Promise.all(pieces));
    const whole = await hear({ startMs: 0, endMs: facts.durationMs });
    for (const { startMs } of plan.slice(1)) {
      // Further out a piece may hear what the whole does not: where it begins, the recogniser has less to go by.
      const expected = wordsBetween(whole, startMs - 2500, startMs + 2500);
      assert(expected.length >= 5, "people speak there");
      const found = wordsBetween(joined, startMs - 4000, startMs + 4000);
      assert(` ${found.join(" ")} `.includes(` ${expected.join(" ")} `), `${startMs}: "${found}" for "${expected}"`);
    }
  });
});

function wordsBetween({ segments }: Transcript, fromMs: number, toMs: number): string[] {
  const words = segments.flatMap((segment) => segment.words ?? []);
  return words.filter(({ start_ms, end_ms }) => start_ms >= fromMs && end_ms <= toMs).map(({ text }) => text);
}
