import { clock, toCues } from "./cues.ts";
import type { Exportable } from "./exporters.ts";

/** SubRip: numbered cues, a speaker's name before the words. Throws `export_needs_times`. */
export function toSrt(transcript: Exportable): string {
  return toCues(transcript).map(({ startMs, endMs, lines, speaker }, index) => {
    const text = speaker ? `${speaker}: ${lines.join("\n")}` : lines.join("\n");
    return `${index + 1}\n${clock(startMs, ",")} --> ${clock(endMs, ",")}\n${text}\n`;
  }).join("\n");
}
