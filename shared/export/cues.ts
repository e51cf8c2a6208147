import { AppError } from "../errors.ts";
import { type Block, toBlocks } from "../reading/blocks.ts";
import { breakIntoCues, type CueWord } from "./break_into_cues.ts";
import { breakLines } from "./break_lines.ts";
import { cleanText } from "./clean_text.ts";
import { type Cue, lineWidth } from "./cue_rules.ts";
import type { Exportable } from "./exporters.ts";
import { cutByWidth, measureWidth } from "./measure_width.ts";
import { speakerName } from "./speaker_name.ts";
import { timeCues } from "./time_cues.ts";

/** Longer names are cut, so that words fit beside them. */
const nameWidth = 30;

/**
 * Cuts a transcript into subtitles that follow each other. Where the rules for them collide, the first of these wins: no
 * word is lost, no two cues are on the screen, at most two lines of 42 columns, one speaker, at most 7 seconds, at least
 * 0.8, at most 20 characters a second, a gap of 80 ms, breaks at punctuation and pauses.
 * `nameSpeakers` writes a name before the words wherever the speaker changes. Throws `export_needs_times`.
 */
export function toCues({ segments, speakers }: Exportable, { nameSpeakers = false } = {}): Cue[] {
  const spoken = segments.filter(({ text }) => text.trim() !== "");
  if (spoken.some(({ start_ms, end_ms }) => start_ms == null || end_ms == null)) {
    throw new AppError(
      "export_needs_times",
      "The provider gave no times for this transcript: download it as txt, md, docx, csv or json, or transcribe it with another model",
    );
  }
  const blocks = [...toBlocks(spoken.toSorted((a, b) => (a.start_ms ?? 0) - (b.start_ms ?? 0)))];
  const cues = blocks.flatMap((block, index) => {
    const speaker = cleanText(speakerName(block.speaker, speakers) ?? "") || undefined;
    const isNew = block.speaker !== (blocks[index - 1]?.speaker ?? null);
    const said = wordsOf(block);
    const words = nameSpeakers && speaker && isNew && said[0] ? [...wordsOfName(speaker, said[0]), ...said] : said;
    const until = blocks[index + 1]?.words[0]?.start_ms ?? Infinity;
    return breakIntoCues(words, until).map((part) => ({
      startMs: part[0]!.startMs,
      endMs: part.at(-1)!.endMs,
      lines: breakLines(part),
      speaker,
    }));
  });
  return timeCues(cues);
}

function wordsOf({ text, words, starts }: Block): CueWord[] {
  const ends = new Set(starts.map(({ at }) => at));
  let free = 0;
  return words.flatMap(({ from, to, start_ms, end_ms }, index) => {
    // Providers have been seen to time words backwards.
    const startMs = Math.max(free, start_ms ?? 0);
    const endMs = Math.max(startMs, end_ms ?? 0);
    free = startMs;
    const next = words[index + 1];
    const word = cleanText(text.slice(from, to)).replaceAll(/\s+/g, " ").trim();
    const isJoined = index > 0 && words[index - 1]!.to === from;
    return word === ""
      ? []
      : cutLong(word, { startMs, endMs, isJoined, endsSegment: !next || ends.has(next.from), isName: false });
  });
}

function wordsOfName(name: string, { startMs }: CueWord): CueWord[] {
  const shown = measureWidth(name) > nameWidth ? `${cutByWidth(name, nameWidth - 1)[0]}…` : name;
  return `${shown}:`.split(" ").map((text) => ({
    ...{ text, width: measureWidth(text), startMs, endMs: startMs },
    ...{ isJoined: false, endsSegment: false, isName: true },
  }));
}

/** A word that no line can hold shares its time among its parts. */
function cutLong(text: string, rest: Omit<CueWord, "text" | "width">): CueWord[] {
  const width = measureWidth(text);
  if (width <= lineWidth) return [{ ...rest, text, width }];
  const parts = cutByWidth(text, lineWidth);
  const share = (rest.endMs - rest.startMs) / parts.length;
  return parts.map((part, index) => ({
    ...{ text: part, width: measureWidth(part), isName: false },
    startMs: Math.round(rest.startMs + index * share),
    endMs: Math.round(rest.startMs + (index + 1) * share),
    isJoined: index > 0 || rest.isJoined,
    endsSegment: rest.endsSegment && index === parts.length - 1,
  }));
}
