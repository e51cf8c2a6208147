import { clock } from "./clock.ts";
import { toCues } from "./cues.ts";
import type { Exportable } from "./exporters.ts";

/** SubRip: numbered cues, a speaker's name before the words where the speaker changes. Throws `export_needs_times`. */
export function toSrt(transcript: Exportable): string {
  return toCues(transcript, { nameSpeakers: true }).map(({ startMs, endMs, lines }, index) => {
    // Players take a line with this arrow for a time; the format has no way to escape it.
    const text = lines.join("\n").replaceAll("-->", "->");
    return `${index + 1}\n${clock(startMs, ",")} --> ${clock(endMs, ",")}\n${text}\n`;
  }).join("\n");
}
