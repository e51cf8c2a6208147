import { clock } from "./clock.ts";
import { toCues } from "./cues.ts";
import type { Exportable } from "./exporters.ts";

/** WebVTT with voice tags. Source: W3C WebVTT, section 4. Throws `export_needs_times`. */
export function toVtt(transcript: Exportable): string {
  const cues = toCues(transcript).map(({ startMs, endMs, lines, speaker }) => {
    const text = lines.map(escape).join("\n");
    return `\n${clock(startMs, ".")} --> ${clock(endMs, ".")}\n${speaker ? `<v ${escape(speaker)}>${text}` : text}\n`;
  });
  return `WEBVTT\n${cues.join("")}`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
