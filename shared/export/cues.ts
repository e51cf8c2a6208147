import { AppError } from "../errors.ts";
import type { TranscriptSegment, Word } from "../transcript.ts";
import type { Exportable } from "./exporters.ts";
import { speakerName } from "./speaker_name.ts";

/** What is shown at once. Times in milliseconds; `lines` are one or two. */
export type Cue = { startMs: number; endMs: number; lines: string[]; speaker: string | undefined };

/** Two lines of 42 characters, seven seconds. Source: Netflix's and the BBC's guides to subtitles, which agree on these. */
const lineLength = 42;
const maxMilliseconds = 7000;

/**
 * Cuts a transcript into subtitles that follow each other: at words where their times are known, else in proportion.
 * Throws `export_needs_times`.
 */
export function toCues({ segments, speakers }: Exportable): Cue[] {
  return arrange(
    segments.filter(({ text }) => text.trim() !== "").flatMap((segment) => {
      if (segment.start_ms == null || segment.end_ms == null) {
        throw new AppError(
          "export_needs_times",
          "The provider gave no times for this transcript: download it as txt or json, or transcribe it with another model",
        );
      }
      const speaker = speakerName(segment.speaker, speakers);
      return groupWords(wordsOf(segment).flatMap(cutLongWord)).map((words) => ({
        startMs: words[0]!.start_ms,
        endMs: words.at(-1)!.end_ms,
        lines: breakLines(words.map(({ text }) => text))!,
        speaker,
      }));
    }),
  );
}

/** The segment's words; where they have no times, or do not say what the text says, the text's own with estimated times. */
function wordsOf({ text, words, start_ms, end_ms }: TranscriptSegment): Word[] {
  const texts = text.trim().split(/\s+/);
  if (words?.length === texts.length) return words.map((word, index) => ({ ...word, text: texts[index]! }));
  return spread(texts, " ", start_ms ?? 0, end_ms ?? 0);
}

/** Texts without spaces, such as Chinese, come as one word. */
function cutLongWord(word: Word): Word[] {
  const characters = [...word.text];
  if (characters.length <= lineLength) return [word];
  const count = Math.ceil(characters.length / lineLength);
  const parts = Array.from(
    { length: count },
    (_, i) => characters.slice(i * lineLength, (i + 1) * lineLength).join(""),
  );
  return spread(parts, "", word.start_ms, word.end_ms);
}

/** Gives each text its share of the time by its length. */
function spread(texts: string[], separator: string, start: number, end: number): Word[] {
  const perCharacter = (end - start) / Math.max(1, texts.join(separator).length);
  let passed = 0;
  return texts.map((text) => {
    const from = start + passed * perCharacter;
    passed += text.length + separator.length;
    return { text, start_ms: Math.round(from), end_ms: Math.round(from + text.length * perCharacter) };
  });
}

function groupWords(words: Word[]): Word[][] {
  const groups: Word[][] = [];
  for (const word of words) {
    const group = groups.at(-1);
    const fits = group && word.end_ms - group[0]!.start_ms <= maxMilliseconds &&
      breakLines([...group, word].map(({ text }) => text));
    if (fits) group.push(word);
    else groups.push([word]);
  }
  return groups;
}

/** One line or the most even pair; undefined where the words need more room. */
function breakLines(words: string[]): string[] | undefined {
  const whole = words.join(" ");
  if ([...whole].length <= lineLength) return [whole];
  const unevenness = ([first, second]: string[]) => Math.abs(first!.length - second!.length);
  return words.slice(1)
    .map((_, index) => [words.slice(0, index + 1).join(" "), words.slice(index + 1).join(" ")])
    .filter((lines) => lines.every((line) => [...line].length <= lineLength))
    .sort((a, b) => unevenness(a) - unevenness(b))[0];
}

/** Speakers who talk at once, and words that lasted a breath too long, must not put two cues on the screen. */
function arrange(cues: Cue[]): Cue[] {
  let free = 0;
  return cues.toSorted((a, b) => a.startMs - b.startMs).map((cue, index, all) => {
    const startMs = Math.max(cue.startMs, free);
    const next = all[index + 1]?.startMs ?? Infinity;
    // A cue that ends where it starts is an error in WebVTT. Source: W3C WebVTT, section 4.1.
    free = Math.max(startMs + 1, Math.min(cue.endMs, startMs + maxMilliseconds, next));
    return { ...cue, startMs, endMs: free };
  });
}

/** `hh:mm:ss` and milliseconds behind `separator`. */
export function clock(milliseconds: number, separator: "," | "."): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, "0");
  const [h, m, s] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  return `${part(h, 2)}:${part(m, 2)}:${part(s, 2)}${separator}${part(milliseconds % 1000, 3)}`;
}
