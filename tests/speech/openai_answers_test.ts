import assert from "node:assert/strict";
import { startOpenaiServer } from "../support/openai_server.ts";
import { readAnswerFixture } from "../support/speech_fixtures.ts";
import { failureOf, transcribe, transcriberOf } from "../support/transcribing.ts";

Deno.test("what the openai adapter makes of an answer", async (t) => {
  await using server = await startOpenaiServer();
  const transcribeAs = async (body: unknown, model = "whisper-1") => {
    server.script({ body });
    return await transcribe(await transcriberOf("openai", server, { model }), server);
  };

  await t.step("words and segments: each word goes to the segment that it is spoken in", async () => {
    const { confidence, ...transcript } = await transcribeAs(await readAnswerFixture("openai/words"));
    assert.deepEqual(transcript, {
      text: "Good morning, everyone. Let us begin.",
      language: "en",
      audio_ms: 4120,
      segments: [
        {
          text: "Good morning, everyone.",
          ...{ start_ms: 0, end_ms: 2000, speaker: null },
          words: [
            { text: "Good", start_ms: 0, end_ms: 300 },
            { text: "morning", start_ms: 300, end_ms: 860 },
            { text: "everyone", start_ms: 1100, end_ms: 1700 },
          ],
        },
        {
          text: "Let us begin.",
          ...{ start_ms: 2000, end_ms: 4120, speaker: null },
          words: [
            { text: "Let", start_ms: 2000, end_ms: 2200 },
            { text: "us", start_ms: 2200, end_ms: 2400 },
            { text: "begin", start_ms: 2400, end_ms: 3000 },
          ],
        },
      ],
    });
    // The mean of e to the power of -0.105 and of -0.357, which are 90 and 70 percent.
    assert.equal(confidence?.toFixed(6), "0.800000");
  });

  await t.step("segments alone: no words, no confidence, and no segment without text", async () => {
    assert.deepEqual(await transcribeAs(await readAnswerFixture("openai/segments")), {
      text: "Guten Morgen.",
      language: "de",
      confidence: null,
      audio_ms: 2500,
      segments: [{ text: "Guten Morgen.", start_ms: 0, end_ms: 2500, speaker: null, words: null }],
    });
  });

  await t.step("speakers: stretches that overlap keep their times", async () => {
    const { segments, language, audio_ms } = await transcribeAs(
      await readAnswerFixture("openai/speakers"),
      "gpt-4o-transcribe-diarize",
    );
    assert.deepEqual(segments.map(({ speaker, text, start_ms, end_ms }) => [speaker, text, start_ms, end_ms]), [
      ["A", "Is it on?", 0, 1500],
      ["B", "Yes, it is.", 1400, 3000],
      ["A", "Good.", 3000, 3600],
    ]);
    assert.deepEqual([language, audio_ms], [null, 6500]);
  });

  await t.step("text and languages: one segment without times, in the first language", async () => {
    assert.deepEqual(await transcribeAs(await readAnswerFixture("openai/text"), "gpt-transcribe"), {
      text: "Bonjour, we may mix languages.",
      language: "fr",
      confidence: null,
      audio_ms: null,
      segments: [{ text: "Bonjour, we may mix languages." }],
    });
  });

  await t.step("silence: a transcript without segments, whatever form it has", async () => {
    const { text, segments, audio_ms } = await transcribeAs(await readAnswerFixture("openai/silence"));
    assert.deepEqual([text, segments, audio_ms], ["", [], 3000]);
    assert.deepEqual((await transcribeAs({ text: " \n" }, "gpt-transcribe")).segments, []);
  });

  await t.step(
    "times that run backwards, and a probability over one: nothing that the database would refuse",
    async () => {
      const { segments, confidence } = await transcribeAs(await readAnswerFixture("openai/end_before_start"));
      assert.deepEqual(segments.map(({ start_ms, end_ms }) => [start_ms, end_ms]), [[1500, 1500], [0, 2000]]);
      const spoken = segments.flatMap(({ words }) => words ?? []);
      assert.deepEqual(spoken, [{ text: "Strange", start_ms: 1500, end_ms: 1500 }]);
      assert.equal(confidence, 1);
    },
  );

  await t.step("usage: the length of the audio where the answer has no duration", async () => {
    const answer = { text: "Hello", usage: { type: "duration", seconds: 2.5 } };
    assert.equal((await transcribeAs(answer, "gpt-transcribe")).audio_ms, 2500);
  });

  await t.step("languages: codes and English names become codes, and what is neither becomes none", async () => {
    const languageOf = async (language: string | null) => (await transcribeAs({ text: "x", language })).language;
    assert.equal(await languageOf("Portuguese"), "pt");
    assert.equal(await languageOf("en_us"), "en");
    assert.equal(await languageOf("klingon of the north"), null);
    assert.equal(await languageOf(null), null);
  });

  const senseless = {
    "a text that is none": '{"text":5}',
    "times that are words": '{"text":"x","segments":[{"start":"now","end":"then","text":"x"}]}',
    "an error under the status of success": '{"error":{"message":"overloaded"}}',
  };
  for (const [what, body] of Object.entries(senseless)) {
    await t.step(`${what}: an error that is not worth another try`, async () => {
      const { code, retryable } = await failureOf(transcribeAs(body));
      assert.deepEqual([code, retryable], ["provider_answer_invalid", false]);
    });
  }
});
