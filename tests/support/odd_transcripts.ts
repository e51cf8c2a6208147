import type { TranscriptSegment, Word } from "../../shared/transcript.ts";

const prose =
  "So, I said that we should move it. And then? Nobody answered; it was late, and Dr. Smith had left. What a day!";

/** Transcripts that are not what one thinks of first, all with times unless their name says otherwise. */
export const oddTranscripts: Record<string, TranscriptSegment[]> = {
  empty: [],
  "of nothing but space": [{ text: " \n ", start_ms: 0, end_ms: 5 }],
  "of one word": [{ text: "Yes", start_ms: 100, end_ms: 300 }],
  "without times": [{ text: "One. Two.\nThree" }, { text: "Four", speaker: "A" }],
  "of ten hours": speakFor(36_000_000),
  "of emoji": [{ text: "👨‍👩‍👧‍👦🏳️‍🌈❤️😀".repeat(60), start_ms: 0, end_ms: 60_000 }],
  "of letters with many marks": [{ text: `a${"\u0301".repeat(50)} `.repeat(100), start_ms: 0, end_ms: 50_000 }],
  "from right to left": [{ text: "مرحبا، كيف حالك؟ أنا بخير. ".repeat(40), start_ms: 0, end_ms: 90_000, speaker: "A" }],
  "in Chinese": [{ text: "今天天气很好，我们去「公园」散步吧。".repeat(40), start_ms: 0, end_ms: 90_000 }],
  "in Chinese, timed by the character": [timeEach([..."今天天气很好，我们去「公园」散步吧。".repeat(20)], "", 200)],
  "in Thai": [{ text: "สวัสดีครับวันนี้อากาศดีมากเราไปเดินเล่นกันเถอะ".repeat(20), start_ms: 0, end_ms: 90_000 }],
  "of one very long word": [{ text: "a".repeat(5000), start_ms: 0, end_ms: 10_000 }],
  "without punctuation": [timeEach(Array.from({ length: 2000 }, (_, index) => `word${index}`), " ", 300)],
  "of words without length": [{
    text: prose,
    start_ms: 0,
    end_ms: 0,
    words: prose.split(" ").map((text) => ({ text, start_ms: 0, end_ms: 0 })),
  }],
  "of words timed backwards": [{
    text: prose,
    start_ms: 0,
    end_ms: 30_000,
    words: prose.split(" ").map((text, index) => ({ text, start_ms: 30_000 - index * 1000, end_ms: 30_000 })),
  }],
  "whose segments overlap": Array.from({ length: 50 }, (_, index) => ({
    text: prose,
    start_ms: Math.floor(index / 5) * 1000,
    end_ms: Math.floor(index / 5) * 1000 + 9000,
    speaker: "ABCDE"[index % 5],
  })),
  "whose words are not in the text": [{
    text: prose,
    start_ms: 0,
    end_ms: 9000,
    words: [{ text: "Something else", start_ms: 0, end_ms: 9000 }],
  }],
  "of no characters": [{ text: "\u0001 \uffff", start_ms: 0, end_ms: 9, speaker: "A" }],
  "of labels that every object has": [{ text: "Hello", start_ms: 0, end_ms: 900, speaker: "constructor" }],
  "of markup": [{
    text: "<b>&amp;</b> **x** `y` [z](http://w) # 1. ~~~ | $a$ =1+1 --> \u0001\ufffe 00:00:01,000 --> 00:00:02,000",
    start_ms: 0,
    end_ms: 9000,
    speaker: "<v>&\n-->*A*",
  }],
};

/** All that is said in a transcript, without space. */
export function saidIn(segments: { text: string }[]): string {
  return segments.map(({ text }) => text).join("").replaceAll(/\s/g, "");
}

function timeEach(words: string[], separator: string, wordMs: number): TranscriptSegment {
  const timed = words.map((text, index): Word => ({ text, start_ms: index * wordMs, end_ms: (index + 1) * wordMs }));
  return { text: words.join(separator), start_ms: 0, end_ms: words.length * wordMs, words: timed };
}

function speakFor(milliseconds: number): TranscriptSegment[] {
  const segments: TranscriptSegment[] = [];
  for (let start = 0; start < milliseconds; start += 5000) {
    const { text, words } = timeEach(prose.split(" ").slice(0, 5 + (start / 5000) % 15), " ", 220);
    segments.push({
      ...{ text, start_ms: start, end_ms: start + 4800, speaker: start % 60_000 < 30_000 ? "A" : "B" },
      words: words?.map((word) => ({ ...word, start_ms: word.start_ms + start, end_ms: word.end_ms + start })) ?? null,
    });
  }
  return segments;
}
