import assert from "node:assert/strict";
import { makeLongSpeech, readSpokenWords, splitWords, wordErrorRate } from "../support/speech.ts";
import { openFixture, withSpeechServer } from "../support/speech_server.ts";

// Where make.sh places the five turns of two_voices.wav, in seconds.
const turnStarts = [0, 3.6, 11.1, 14.475, 16.515];

Deno.test("a talk of two voices comes back with its words at the right times", () =>
  withSpeechServer(async ({ client }) => {
    const spoken = await readSpokenWords("two_voices");
    const { words = [], segments = [], ...heard } = await client.audio.transcriptions.create({
      file: await openFixture("two_voices.wav"),
      model: "whisper-1",
      response_format: "verbose_json",
      timestamp_granularities: ["word", "segment"],
    });
    // Debian's recogniser hears all 57 words; one in twenty leaves room for another build of it.
    assert.ok(wordErrorRate(spoken, splitWords(heard.text)) <= 0.05, heard.text);
    assert.equal(heard.language, "english");
    assert.ok(Math.abs(heard.duration - 20.63) < 0.01);
    assert.deepEqual(heard.usage, { type: "duration", seconds: 21 });

    for (const [index, { start, end }] of words.entries()) {
      assert.ok(start < end && end <= heard.duration, `word ${index}: ${start} to ${end}`);
      assert.ok(start >= (words[index - 1]?.end ?? 0) - 0.001, `word ${index} overlaps the one before`);
    }
    for (const [index, word] of ["good", "good", "the", "that", "then"].entries()) {
      const [from = 0, until = heard.duration] = [turnStarts[index], turnStarts[index + 1]];
      const first = words.find(({ start }) => start >= from && start < until);
      assert.equal(first?.word, word);
      assert.ok(first.start - from < 0.35, `'${word}' begins at ${first.start}, its turn at ${from}`);
    }
    assert.equal(words.find(({ start }) => start > 20 && start < 20.3)?.word, "week");

    assert.ok(segments.length >= 5, "every turn begins a segment");
    assert.equal(segments.map((segment) => segment.text).join("").trim(), heard.text);
    for (const segment of segments) {
      assert.ok(segment.avg_logprob <= 0 && segment.compression_ratio > 0 && segment.end > segment.start);
    }
  }));

for (
  const name of [
    "sentence.wav",
    "sentence.mp3",
    "sentence_without_xing.mp3",
    "sentence.m4a",
    "sentence.aac",
    "sentence.ogg",
    "sentence.opus",
    "sentence.flac",
    "sentence.webm",
    "sentence_with_video.mp4",
  ]
) {
  Deno.test(`${name} is decoded and heard`, () =>
    withSpeechServer(async ({ client }) => {
      const { text } = await client.audio.transcriptions.create({
        file: await openFixture(name),
        model: "pocketsphinx-en-us",
      });
      // Compression may cost one of the 17 words.
      assert.ok(wordErrorRate(await readSpokenWords("sentence"), splitWords(text)) < 0.06, text);
    }));
}

Deno.test("each response format has OpenAI's shape", () =>
  withSpeechServer(async ({ client }) => {
    const request = { file: await openFixture("sentence.wav"), model: "whisper-1", language: "en" };
    const { create } = client.audio.transcriptions;
    const ask = create.bind(client.audio.transcriptions);

    const json = await ask({ ...request, prompt: "A meeting.", temperature: 0 });
    assert.match(json.text, /^the work will begin on monday/);
    assert.deepEqual(json, { text: json.text, usage: { type: "duration", seconds: 6 } });

    assert.equal(await ask({ ...request, response_format: "text" }), `${json.text}\n`);

    const srt = await ask({ ...request, response_format: "srt" });
    const cue = /^1\n00:00:0\d,\d{3} --> 00:00:0(\d),\d{3}\n(.+)\n\n$/.exec(srt);
    assert.equal(cue?.[2], json.text);
    assert.ok(Number(cue[1]) <= 5);

    const vtt = await ask({ ...request, response_format: "vtt" });
    assert.equal(vtt, `WEBVTT\n\n${srt.replace("1\n", "").replaceAll(/(\d),(\d)/g, "$1.$2")}`);

    const verbose = await ask({ ...request, response_format: "verbose_json" });
    assert.equal(verbose.words, undefined, "words come only when they are asked for");
    assert.deepEqual(Object.keys(verbose.segments?.[0] ?? {}), [
      "id",
      "seek",
      "start",
      "end",
      "text",
      "tokens",
      "temperature",
      "avg_logprob",
      "compression_ratio",
      "no_speech_prob",
    ]);

    const words = await ask({ ...request, response_format: "verbose_json", timestamp_granularities: ["word"] });
    assert.equal(words.segments, undefined);
    assert.deepEqual(words.words?.map(({ word }) => word).join(" "), json.text);
  }));

Deno.test("silence is an empty text and not an error", () =>
  withSpeechServer(async ({ client }) => {
    const { file } = await makeLongSpeech(1);
    const heard = await client.audio.transcriptions.create({
      file: new File([file], "silence.wav"),
      model: "whisper-1",
      response_format: "verbose_json",
    });
    assert.deepEqual([heard.text, heard.segments], ["", []]);
  }));

Deno.test("a talk of a minute is cut for two recognisers and keeps its words and their times", () =>
  withSpeechServer(async ({ client }) => {
    const { file, words: spoken } = await makeLongSpeech(55);
    const { words = [] } = await client.audio.transcriptions.create({
      file: new File([file], "long.wav"),
      model: "whisper-1",
      response_format: "verbose_json",
      timestamp_granularities: ["word"],
    });
    // 15 minutes of it were measured at 2.8 %.
    assert.ok(wordErrorRate(spoken, words.map(({ word }) => word)) <= 0.05);
    const [first, second] = words.filter(({ word }) => word === "summer");
    // The rounds are 20.63 + 0.8 + 5.1 + 0.8 seconds long.
    assert.ok(first && second && Math.abs(second.start - first.start - 27.33) < 0.1);
  }));

Deno.test("the models are listed", () =>
  withSpeechServer(async ({ client }) => {
    const { data } = await client.models.list();
    assert.deepEqual(data.map(({ id }) => id), ["whisper-1", "pocketsphinx-en-us"]);
  }));
