import type { Exportable } from "./exporters.ts";
import { speakerName } from "./speaker_name.ts";

/** Plain text: a line a segment, with the speaker's name wherever the speaker changes. */
export function toTxt({ segments, speakers }: Exportable): string {
  let current: string | null | undefined;
  const lines = segments.map((segment) => {
    const changed = segment.speaker !== current;
    current = segment.speaker;
    const name = changed ? speakerName(segment.speaker, speakers) : undefined;
    return name ? `${name}: ${segment.text}` : segment.text;
  });
  return lines.join("\n") + "\n";
}
