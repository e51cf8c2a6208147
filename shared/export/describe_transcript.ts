import { clock } from "./clock.ts";
import type { Exportable } from "./exporters.ts";

/** When it was transcribed, how long the audio is, and its language: what is known of these, on one line. */
export function describeTranscript({ created_at, audio_ms, language }: Exportable): string {
  const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(created_at);
  const name = language && new Intl.DisplayNames(["en"], { type: "language" }).of(language);
  return [date, audio_ms === null ? undefined : clock(audio_ms), name].filter(Boolean).join(" · ");
}
