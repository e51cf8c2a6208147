import assert from "node:assert/strict";
import { signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { makeLongSpeech, splitWords, wordErrorRate } from "../support/speech.ts";

const minutes = 15;

Deno.test("audio over the provider's limits is transcribed in pieces and comes back whole", async () => {
  const ann = await signUp();
  const { file, words: spoken } = await makeLongSpeech(minutes * 60);
  assert(file.length > 24 * 1024 * 1024, "larger than one call takes");
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
