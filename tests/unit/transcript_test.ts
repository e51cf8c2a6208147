import assert from "node:assert/strict";
import { shiftTranscript, Transcript, transcriptOfText } from "../../shared/transcript.ts";

const word = { text: "Hello", start_ms: 10, end_ms: 20, confidence: 0.5 };
const timed: Transcript = {
  text: "Hello there",
  segments: [{ text: "Hello", start_ms: 10, end_ms: 30, speaker: "A", words: [word] }, { text: "there" }],
};

Deno.test("a shifted transcript has every time moved and everything else as it was", () => {
  assert.deepEqual(shiftTranscript(timed, 1000), {
    text: "Hello there",
    segments: [
      {
        text: "Hello",
        start_ms: 1010,
        end_ms: 1030,
        speaker: "A",
        words: [{ ...word, start_ms: 1010, end_ms: 1020 }],
      },
      { text: "there", words: undefined },
    ],
  });
  assert.equal(timed.segments[0]?.start_ms, 10, "the original stays");
});

Deno.test("typed text has a segment for each paragraph", () => {
  const text = "\n\n First line\nand second. \n \n\nThird.\n";
  assert.deepEqual(transcriptOfText(text, "en"), {
    text: "First line\nand second. \n \n\nThird.",
    language: "en",
    segments: [{ text: "First line\nand second." }, { text: "Third." }],
  });
  assert.deepEqual(transcriptOfText(" \n ", null).segments, []);
});

Deno.test("a transcript out of bounds is none", () => {
  const sound = { text: "", segments: [{ text: "", start_ms: 0, end_ms: 0, words: [word] }] };
  assert.equal(Transcript.safeParse(sound).success, true);
  for (
    const broken of [
      { ...sound, text: undefined },
      { ...sound, confidence: 1.1 },
      { ...sound, audio_ms: -1 },
      { ...sound, segments: [{ text: "", start_ms: 0.5 }] },
      { ...sound, segments: [{ text: "", words: [{ ...word, end_ms: -1 }] }] },
    ]
  ) assert.equal(Transcript.safeParse(broken).success, false, JSON.stringify(broken));
});
