import type { Exportable, ExportOptions } from "./exporters.ts";
import { labelParagraphs } from "./labelled_paragraphs.ts";

/** Plain text: paragraphs with an empty line between, the speaker's name wherever the speaker changes, no times unless wanted. */
export function toTxt(transcript: Exportable, options: ExportOptions = {}): string {
  return labelParagraphs(transcript, options).map(({ name, time, text }) =>
    `${time ? `[${time}] ` : ""}${name ? `${name}: ` : ""}${text}\n`
  ).join("\n");
}
