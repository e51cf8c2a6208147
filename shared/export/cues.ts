import { AppError } from "../errors.ts";
import type { TranscriptSegment, Word } from "../transcript.ts";
import type { Exportable } from "./exporters.ts";
import { speakerName } from "./speaker_name.ts";

/** What is shown at once. Times in milliseconds; `lines` are one or two. */
export type Cue = { startMs: number; endMs: number; lines: string[]; speaker: string | undefined };

/** Two lines of 42 characters, seven seconds. Source: Netflix's and the BBC's guides to subtitles, which agree on these. */
const lineLength = 42;
const maxCharacters = 2 * lineLength;
const maxMilliseconds = 7000;

/** Cuts a transcript into subtitles: at words where their times are known, else in proportion. Throws `export_needs_times`. */
export function toCues({ segments, speakers }: Exportable): Cue[] {
  return segments.filter(({ text }) => text.trim() !== "").flatMap((segment) => {
    if (segment.start_ms == null || segment.end_ms == null) {
      throw new AppError(
        "export_needs_times",
        "The provider gave no times for this transcript: download it as txt or json, or transcribe it with another model",
      );
    }
    const speaker = speakerName(segment.speaker, speakers);
    return groupWords(wordsOf(segment)).map((words) => ({
      startMs: words[0]!.start_ms,
      endMs: words.at(-1)!.end_ms,
      lines: breakLines(words.map(({ text }) => text)),
      speaker,
    }));
  });
}

/** The segment's words; where they have no times, or do not say what the text says, the text's own with estimated times. */
function wordsOf({ text, words, start_ms, end_ms }: TranscriptSegment): Word[] {
  const texts = text.trim().split(/\s+/);
  if (words?.length === texts.length) return words.map((word, index) => ({ ...word, text: texts[index]! }));
  const start = start_ms ?? 0;
  const perCharacter = ((end_ms ?? start) - start) / Math.max(1, texts.join(" ").length);
  let passed = 0;
  return texts.map((word) => {
    const from = start + passed * perCharacter;
    passed += word.length + 1;
    return { text: word, start_ms: Math.round(from), end_ms: Math.round(from + word.length * perCharacter) };
  });
}

function groupWords(words: Word[]): Word[][] {
  const groups: Word[][] = [];
  let length = 0;
  for (const word of words) {
    const group = groups.at(-1);
    const fits = group && length + 1 + word.text.length <= maxCharacters &&
      word.end_ms - group[0]!.start_ms <= maxMilliseconds;
    if (fits) group.push(word);
    else groups.push([word]);
    length = fits ? length + 1 + word.text.length : word.text.length;
  }
  return groups;
}

function breakLines(words: string[]): string[] {
  const whole = words.join(" ");
  if (whole.length <= lineLength) return [whole];
  // The break nearest to the middle gives the most even pair of lines.
  let [best, taken] = [1, 0];
  let least = Infinity;
  for (let i = 1; i < words.length; i++) {
    taken += words[i - 1]!.length + 1;
    const unevenness = Math.abs(whole.length - 2 * taken);
    if (unevenness < least) [best, least] = [i, unevenness];
  }
  return [words.slice(0, best).join(" "), words.slice(best).join(" ")].filter(Boolean);
}

/** `hh:mm:ss` and milliseconds behind `separator`. */
export function clock(milliseconds: number, separator: "," | "."): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, "0");
  const [h, m, s] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  return `${part(h, 2)}:${part(m, 2)}:${part(s, 2)}${separator}${part(milliseconds % 1000, 3)}`;
}
