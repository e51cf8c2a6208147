import type { TranscriptSegment } from "../transcript.ts";
import { toJson } from "./json.ts";
import { toSrt } from "./srt.ts";
import { toTxt } from "./txt.ts";
import { toVtt } from "./vtt.ts";

/** What an export is made from: the current state of a completed transcription. */
export type Exportable = {
  id: string;
  title: string;
  language: string | null;
  audio_ms: number | null;
  text: string;
  /** Names by speaker label. */
  speakers: Record<string, string>;
  segments: TranscriptSegment[];
};

export type Exported = { title: string; content: string; contentType: string };

/** One line a format. Each throws `export_needs_times` where it cannot do without. */
export const exporters = {
  txt: (transcript) => exported(transcript, toTxt, "text/plain; charset=utf-8"),
  srt: (transcript) => exported(transcript, toSrt, "application/x-subrip; charset=utf-8"),
  vtt: (transcript) => exported(transcript, toVtt, "text/vtt; charset=utf-8"),
  json: (transcript) => exported(transcript, toJson, "application/json"),
} satisfies Record<string, (transcript: Exportable) => Exported>;

export const exportFormats = Object.keys(exporters) as [keyof typeof exporters];

function exported(transcript: Exportable, write: (transcript: Exportable) => string, contentType: string): Exported {
  return { title: transcript.title, content: write(transcript), contentType };
}
