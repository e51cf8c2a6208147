import assert from "node:assert/strict";
import { signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { readFixture, readSpokenWords, splitWords, wordErrorRate } from "../support/speech.ts";

const files = {
  "sentence.wav": "wav",
  "sentence.mp3": "mp3",
  "sentence_without_xing.mp3": "mp3",
  "sentence.m4a": "mp4",
  "sentence_with_video.mp4": "mp4",
  "sentence.aac": "aac",
  "sentence.ogg": "ogg",
  "sentence.opus": "ogg",
  "sentence.flac": "flac",
  "sentence.webm": "webm",
};

Deno.test("every audio format goes in and comes out as the same words", async (t) => {
  const ann = await signUp();
  const spoken = await readSpokenWords("sentence");
  for (const [name, container] of Object.entries(files)) {
    await t.step(name, async () => {
      const entry = await uploadAudio(ann, name, await readFixture(name));
      assert.equal(entry.container, container);
      const { id } = await ann.call("POST", `/entries/${entry.id}/transcriptions`, {});
      const done = await untilEnded(ann, id);
      assert.deepEqual([done.status, done.error_message], ["completed", null]);
      // A lossy codec may cost the recogniser a word of the thirteen.
      assert(wordErrorRate(spoken, splitWords(done.text ?? "")) <= 0.16, done.text ?? "");
    });
  }
});
