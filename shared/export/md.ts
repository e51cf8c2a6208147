import { describeTranscript } from "./describe_transcript.ts";
import type { Exportable, ExportOptions } from "./exporters.ts";
import { labelParagraphs } from "./labelled_paragraphs.ts";

/** Markdown that any renderer shows as the words are: nothing in them is markup. Source: CommonMark 0.31, section 2.4. */
export function toMd(transcript: Exportable, { speakers, timestamps = true }: ExportOptions = {}): string {
  const paragraphs = labelParagraphs(transcript, { speakers, timestamps }).map(({ name, time, text }) =>
    [name && `**${escapeLine(name)}**`, time && `*${time}*`, escapeLines(text)].filter(Boolean).join(" ")
  );
  const title = escapeLine(transcript.title) || "Transcript";
  return [`# ${title}`, `*${describeTranscript(transcript)}*`, ...paragraphs].join("\n\n") + "\n";
}

/** A line break stays one. */
function escapeLines(text: string): string {
  return text.split("\n").map(escapeLine).filter(Boolean).join("\\\n");
}

/**
 * Escapes what is markup anywhere, and what is markup at the start of a line. An address must be no link: renderers that
 * make one would take the escapes in it for a part of it.
 */
function escapeLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim()
    .replaceAll(/[\\`*_[\]<|~$]|&(?=#?\w+;)|:(?=\/\/)|(?<=www)\./gi, "\\$&")
    .replace(/^[#+=>-]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}
