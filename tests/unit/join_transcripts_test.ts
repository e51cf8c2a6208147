import assert from "node:assert/strict";
import { type HeardPiece, joinTranscripts } from "../../shared/join_transcripts.ts";
import type { Transcript, TranscriptSegment, Word } from "../../shared/transcript.ts";

/** A piece of a minute, counted from 0, with the segments that were heard of it. */
function piece(index: number, segments: TranscriptSegment[], rest: Partial<Transcript> = {}): HeardPiece {
  const text = segments.map((segment) => segment.text).join(" ");
  return { startMs: index * 60_000, endMs: (index + 1) * 60_000, transcript: { text, segments, ...rest } };
}

/** A segment of words that last 0.4 s each, one every half second. */
function say(text: string, start_ms: number, speaker?: string): TranscriptSegment {
  const words = text.split(" ").map((text, index): Word => {
    const start = start_ms + index * 500;
    return { text: text.replace(/[^\w']/g, ""), start_ms: start, end_ms: start + 400 };
  });
  return { text, start_ms, end_ms: words.at(-1)?.end_ms, words, ...(speaker !== undefined && { speaker }) };
}

const withoutWords = ({ words: _, ...segment }: TranscriptSegment) => segment;
const withoutTimes = ({ text }: TranscriptSegment) => ({ text });
const textsOf = ({ segments }: Transcript) => segments.map(({ text }) => text);

Deno.test("a sentence that a seam runs through is one segment, with its punctuation", () => {
  const joined = joinTranscripts([
    piece(0, [say("Good morning.", 50_000), say("We begin with the river, then the br", 58_000)]),
    piece(1, [say("Gin with the river, then the bridge.", 58_900), say("Any questions?", 66_000)]),
  ]);
  const sentence = "We begin with the river, then the bridge.";
  assert.deepEqual(textsOf(joined), ["Good morning.", sentence, "Any questions?"]);
  assert.equal(joined.text, `Good morning. ${sentence} Any questions?`);
  const [, middle] = joined.segments;
  assert.equal(middle?.words?.map(({ text }) => text).join(" "), sentence.replace(/[,.]/g, ""));
  assert.deepEqual([middle?.start_ms, middle?.end_ms], [58_000, 62_300]);
});

Deno.test("case and punctuation are no difference, and what both heard comes once", () => {
  const joined = joinTranscripts([
    piece(0, [say("it is true, and it is well-known that", 58_000)]),
    piece(1, [say("True and it is wellknown. That is all.", 59_000)]),
  ]);
  assert.match(joined.text, /^it is true, and it is well-?known\.? that is all\.$/i);
});

Deno.test("the same word said again and again stays as often as it was said", () => {
  const joined = joinTranscripts([
    piece(0, [say("no no no no no no", 58_000)]),
    piece(1, [say("no no no no no no yes", 58_600)]),
  ]);
  assert.equal(joined.text, "no no no no no no no yes");
});

Deno.test("the switch is at a word that both wrote alike, so that a full stop is followed by a capital", () => {
  const joined = joinTranscripts([
    piece(0, [say("we saw the river. Then we", 58_300)]),
    piece(1, [say("we saw the river, then we went home", 58_300)]),
  ]);
  assert.notEqual(joined.text, "we saw the river. then we went home");
});

Deno.test("one word that agrees may be chance: several in a row are preferred", () => {
  const joined = joinTranscripts([
    piece(0, [say("one two three mist of", 57_800)]),
    piece(1, [say("one two three missed of course", 57_800)]),
  ]);
  assert.equal(joined.text, "one two three missed of course");
});

Deno.test("where the hearings agree on nothing, the pause near the seam divides them", () => {
  const joined = joinTranscripts([
    piece(0, [say("one two", 57_000), say("three four", 60_800)]),
    piece(1, [say("won too", 57_050), say("free for five", 60_850)]),
  ]);
  assert.equal(joined.text, "one two free for five");
  const wide = joinTranscripts([
    piece(0, [say("one two three", 58_750), say("four", 61_700)]),
    piece(1, [say("won too free", 58_800), say("for five", 61_720)]),
  ]);
  assert.equal(wide.text, "one two three for five");
});

Deno.test("text that says the same as its words in other letters is made of the words where a seam runs through it", () => {
  const first = { ...say("we are 20 people in br", 58_000), text: "We are twenty people in br" };
  const joined = joinTranscripts([piece(0, [first]), piece(1, [say("20 people in all.", 59_000)])]);
  assert.equal(joined.text, "we are 20 people in all.");
});

Deno.test("what only one of both heard is kept", async (t) => {
  await t.step("the first", () => {
    const joined = joinTranscripts([piece(0, [say("before", 50_000), say("over the seam", 61_000)]), piece(1, [])]);
    assert.equal(joined.text, "before over the seam");
  });
  await t.step("the second", () => {
    const joined = joinTranscripts([piece(0, [say("before", 50_000)]), piece(1, [say("ahead of the seam", 57_000)])]);
    assert.equal(joined.text, "before ahead of the seam");
  });
  await t.step("in part", () => {
    const joined = joinTranscripts([
      piece(0, [say("one two three four", 57_000)]),
      piece(1, [say("three four five six", 58_000)]),
    ]);
    assert.equal(joined.text, "one two three four five six");
  });
});

Deno.test("pieces that heard nothing beyond their ends are put behind each other", () => {
  const joined = joinTranscripts([piece(0, [say("the end", 59_000)]), piece(1, [say("the end", 60_000)])]);
  assert.equal(joined.text, "the end the end");
  const texts = joinTranscripts([piece(0, [{ text: " One. " }]), piece(1, []), piece(2, [{ text: "One. Two." }])]);
  assert.equal(texts.text, "One. One. Two.");
});

Deno.test("without words the segments' times and texts are enough", () => {
  const joined = joinTranscripts([
    piece(0, [say("Good morning.", 50_000), say("We begin with the river, then the br", 58_000)].map(withoutWords)),
    piece(1, [say("gin with the river, then the bridge.", 58_900), say("Any questions?", 66_000)].map(withoutWords)),
  ]);
  assert.deepEqual(textsOf(joined), ["Good morning.", "We begin with the river, then the bridge.", "Any questions?"]);
  assert.deepEqual([joined.segments[1]?.start_ms, joined.segments[1]?.end_ms], [58_000, 62_300]);
});

Deno.test("without times the order of words is enough, and few words are taken for chance", async (t) => {
  const join = (...texts: string[]) => joinTranscripts(texts.map((text, index) => piece(index, [{ text }]))).text;
  await t.step("the same words at the end and at the beginning", () => {
    assert.equal(
      join("We begin with the river, then the br", "gin with the river, then the bridge."),
      "We begin with the river, then the bridge.",
    );
  });
  await t.step("one of them heard differently", () => {
    assert.match(
      join("so we met at the old house near the ri", "met at the cold house near the river"),
      /^so we met at the c?old house near the river$/,
    );
  });
  await t.step("nothing in common", () => {
    assert.equal(
      join("That was the last word.", "Now the first of the next."),
      "That was the last word. Now the first of the next.",
    );
  });
  await t.step("scripts without spaces", () => {
    assert.equal(join("今日は、とてもいい天気です", "いい天気ですね。散歩"), "今日は、とてもいい天気ですね。散歩");
  });
});

Deno.test("a transcript of one piece is as it came", () => {
  const transcript = { text: "One.\n\nTwo.", segments: [say("One.", 100), withoutTimes(say("Two.", 900))] };
  const joined = joinTranscripts([{ startMs: 0, endMs: 2000, transcript }]);
  assert.deepEqual([joined.text, joined.segments], [transcript.text, transcript.segments]);
  assert.equal(joinTranscripts([{ startMs: 0, endMs: 9, transcript: { text: "Hello", segments: [] } }]).text, "Hello");
});

Deno.test("speakers", async (t) => {
  await t.step("are recognised by what both pieces heard of them", () => {
    const joined = joinTranscripts([
      piece(0, [say("I am Ann", 1000, "0"), say("and I am Bob", 57_000, "1"), say("good to see you", 60_000, "0")]),
      piece(1, [say("I am Bob", 57_500, "x"), say("good to see you", 60_000, "y"), say("and you", 70_000, "x")]),
      piece(2, [say("hello", 150_000, "x")]),
    ]);
    const heard = joined.segments.map(({ speaker, text }) => `${speaker}: ${text}`);
    assert.deepEqual(heard, ["A: I am Ann", "B: and I am Bob", "A: good to see you", "B: and you", "C: hello"]);
  });
  await t.step("are two where the overlap says so, whatever their labels are", () => {
    const joined = joinTranscripts([
      piece(0, [say("one two three four", 58_000, "A"), say("five six", 60_500, "B")]),
      piece(1, [say("one two three four five six", 58_000, "A"), say("seven eight", 65_000, "B")]),
    ]);
    assert.deepEqual(joined.segments.map(({ speaker }) => speaker), ["A", "A", "B"].slice(0, joined.segments.length));
    assert.equal(joined.text, "one two three four five six seven eight");
  });
});

Deno.test("what two speakers said over a seam stays two segments", async (t) => {
  await t.step("where nothing tells that they are one", () => {
    const joined = joinTranscripts([
      piece(0, [say("one two three four five", 58_600, "x")]),
      piece(1, [say("won too free for fife six", 58_620, "x")]),
    ]);
    assert.deepEqual(joined.segments.map(({ speaker }) => speaker), ["A", "B"]);
  });
  await t.step("where one piece heard one and the other two", () => {
    const joined = joinTranscripts([
      piece(0, [say("one two three four five six", 58_000, "x")]),
      piece(1, [say("one two three four", 58_000, "x"), say("five six", 60_000, "y"), say("seven", 64_000, "y")]),
    ]);
    assert.equal(joined.segments.at(-1)?.speaker, "B");
  });
});

Deno.test("what is said of the whole", async (t) => {
  const of = (index: number, words: number, rest: Partial<Transcript>) =>
    piece(index, words === 0 ? [] : [say("word ".repeat(words).trim(), index * 60_000 + 20_000)], rest);
  await t.step("the language is the one that most of the audio has", () => {
    const long = { ...of(2, 1, { language: "de" }), endMs: 400_000 };
    assert.equal(joinTranscripts([of(0, 1, { language: "en" }), of(1, 1, { language: "en" }), long]).language, "de");
    assert.equal(joinTranscripts([of(0, 1, { language: null }), of(1, 1, { language: "en" })]).language, "en");
    assert.equal(joinTranscripts([of(0, 1, {})]).language, null);
  });
  await t.step("confidence is the mean by words", () => {
    const pieces = [
      of(0, 3, { confidence: 0.5 }),
      of(1, 9, {}),
      of(2, 1, { confidence: 1 }),
      of(3, 0, { confidence: 0 }),
    ];
    assert.equal(joinTranscripts(pieces).confidence, 0.625);
    assert.equal(joinTranscripts([of(0, 3, {})]).confidence, null);
  });
  await t.step("the audio is as long as the pieces are, overlap not counted", () => {
    assert.equal(joinTranscripts([of(0, 1, { audio_ms: 64_000 }), of(1, 1, { audio_ms: 64_000 })]).audio_ms, 120_000);
  });
  await t.step("nothing joined is an empty transcript", () => {
    assert.deepEqual(joinTranscripts([]), { text: "", language: null, confidence: null, audio_ms: 0, segments: [] });
  });
});
