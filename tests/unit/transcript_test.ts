import assert from "node:assert/strict";
import { joinTranscripts, shiftTranscript, Transcript, transcriptOfText } from "../../shared/transcript.ts";

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

Deno.test("joined transcripts read as one", async (t) => {
  const of = (text: string, rest: Partial<Transcript> = {}) => ({ text, segments: [{ text }], ...rest });

  await t.step("texts are joined by a blank, silent pieces are left out", () => {
    const joined = joinTranscripts([of(" One. "), { text: " ", segments: [] }, of("Two.")]);
    assert.equal(joined.text, "One. Two.");
    assert.deepEqual(joined.segments, [{ text: " One. " }, { text: "Two." }]);
  });

  await t.step("the language is the one most pieces have, the first of those at a draw", () => {
    const languages = (...all: (string | null)[]) => joinTranscripts(all.map((language) => of("", { language })));
    assert.equal(languages("de", "en", "en").language, "en");
    assert.equal(languages("de", "en").language, "de");
    assert.equal(languages(null, "en", null).language, "en");
    assert.equal(languages(null).language, null);
  });

  await t.step("confidence is the mean of those that have one, audio is the sum", () => {
    const joined = joinTranscripts([
      of("", { confidence: 0.5, audio_ms: 10 }),
      of(""),
      of("", { confidence: 1, audio_ms: 5 }),
    ]);
    assert.deepEqual([joined.confidence, joined.audio_ms], [0.75, 15]);
    assert.equal(joinTranscripts([of("")]).confidence, null);
  });

  await t.step("nothing joined is an empty transcript", () => {
    assert.deepEqual(joinTranscripts([]), { text: "", language: null, confidence: null, audio_ms: 0, segments: [] });
  });
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
