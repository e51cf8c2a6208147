import assert from "node:assert/strict";
import { Transcript } from "../../shared/transcript.ts";
import { startOpenAiServer } from "../support/openai_server.ts";
import { failureOf, readAnswerFixture, transcribe, transcriberOf } from "../support/transcribing.ts";

Deno.test("what the openai adapter makes of an answer", async (t) => {
  await using server = startOpenAiServer();
  const transcribeAs = async (body: unknown, model?: string) => {
    server.script({ body });
    return Transcript.parse(await transcribe(transcriberOf(server, model)));
  };

  await t.step("words and segments: each word goes to the segment that it is spoken in", async () => {
    const { confidence, ...transcript } = await transcribeAs(await readAnswerFixture("words"));
    assert.deepEqual(transcript, {
      text: "Good morning, everyone. Let us begin.",
      language: "en",
      audio_ms: 4120,
      segments: [
        {
          text: "Good morning, everyone.",
          ...{ start_ms: 0, end_ms: 2000, speaker: undefined },
          words: [
            { text: "Good", start_ms: 0, end_ms: 300 },
            { text: "morning", start_ms: 300, end_ms: 860 },
            { text: "everyone", start_ms: 1100, end_ms: 1700 },
          ],
        },
        {
          text: "Let us begin.",
          ...{ start_ms: 2000, end_ms: 4120, speaker: undefined },
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
    assert.deepEqual(await transcribeAs(await readAnswerFixture("segments")), {
      text: "Guten Morgen.",
      language: "de",
      confidence: null,
      audio_ms: 2500,
      segments: [{ text: "Guten Morgen.", start_ms: 0, end_ms: 2500, speaker: undefined, words: null }],
    });
  });

  await t.step("speakers: their labels stay as the provider gave them", async () => {
    const { segments, language, audio_ms } = await transcribeAs(
      await readAnswerFixture("diarized"),
      "gpt-4o-transcribe-diarize",
    );
    assert.deepEqual(segments.map(({ speaker, text, start_ms, end_ms }) => [speaker, text, start_ms, end_ms]), [
      ["A", "Is it on?", 0, 1500],
      ["B", "Yes, it is.", 1400, 3000],
      ["agent", "Good.", 3000, 3600],
    ]);
    assert.deepEqual([language, audio_ms], [null, 6500]);
  });

  await t.step("text and languages: one segment without times, in the first language", async () => {
    assert.deepEqual(await transcribeAs(await readAnswerFixture("text"), "gpt-transcribe"), {
      text: "Bonjour, we may mix languages.",
      language: "fr",
      confidence: null,
      audio_ms: null,
      segments: [{ text: "Bonjour, we may mix languages." }],
    });
  });

  await t.step("silence: a transcript without segments, whatever form it has", async () => {
    const { text, segments, audio_ms } = await transcribeAs(await readAnswerFixture("silence"));
    assert.deepEqual([text, segments, audio_ms], ["", [], 3000]);
    assert.deepEqual((await transcribeAs({ text: " \n" }, "gpt-transcribe")).segments, []);
  });

  await t.step(
    "times that run backwards, and a probability over one: nothing that the database would refuse",
    async () => {
      const { segments, confidence } = await transcribeAs(await readAnswerFixture("end_before_start"));
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

  await t.step("three hours with 27,000 words: all of them, in order, in little time", async () => {
    const segments = Array.from({ length: 2700 }, (_, index) => ({
      ...{ id: index, start: index * 4, end: index * 4 + 4, avg_logprob: -0.1 },
      text: ` Segment ${index}`,
    }));
    const words = Array.from({ length: 27_000 }, (_, index) => ({
      ...{ word: `word${index}`, start: index * 0.4, end: index * 0.4 + 0.3 },
    }));
    const started = performance.now();
    const transcript = await transcribeAs({ text: "long", duration: 10_800, segments, words });
    assert(performance.now() - started < 2000);
    assert.deepEqual([transcript.segments.length, transcript.audio_ms], [2700, 10_800_000]);
    const spoken = transcript.segments.flatMap((segment) => segment.words ?? []);
    assert.deepEqual(spoken.map(({ text }) => text), words.map(({ word }) => word));
    assert.deepEqual(transcript.segments[2699]?.words?.at(-1), {
      text: "word26999",
      start_ms: 10_799_600,
      end_ms: 10_799_900,
    });
  });

  const senseless = {
    "JSON that is cut off": '{"text": "Hel',
    "no JSON at all": "<html>Bad gateway</html>",
    "nothing": "",
    "null": "null",
    "a list": "[]",
    "no text": '{"task":"transcribe"}',
    "a text that is none": '{"text":5}',
    "times that are words": '{"text":"x","segments":[{"start":"now","end":"then","text":"x"}]}',
    "an error under the status of success": '{"error":{"message":"overloaded"}}',
  };
  for (const [what, body] of Object.entries(senseless)) {
    await t.step(`${what}: an error that is not worth another try`, async () => {
      server.script({ body });
      const { code, retryable, message } = await failureOf(transcriberOf(server));
      assert.deepEqual([code, retryable], ["provider_answer_invalid", false]);
      assert.equal(message, "openai answered with something that is not a transcription");
    });
  }
});
