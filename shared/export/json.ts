import type { Exportable } from "./exporters.ts";

/** All that is known of the transcript, times in milliseconds. */
export function toJson({ id, title, language, audio_ms, text, speakers, segments }: Exportable): string {
  return JSON.stringify({ id, title, language, audio_ms, text, speakers, segments }, null, 2) + "\n";
}
