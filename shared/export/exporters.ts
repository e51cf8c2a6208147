import type { PlacedSegment } from "../reading/blocks.ts";
import { toCsv } from "./csv.ts";
import { toDocx } from "./docx.ts";
import { toJson } from "./json.ts";
import { toMd } from "./md.ts";
import { toSrt } from "./srt.ts";
import { toTxt } from "./txt.ts";
import { toVtt } from "./vtt.ts";

/** What an export is made from: the current state of a completed transcription. */
export type Exportable = {
  id: string;
  title: string;
  language: string | null;
  audio_ms: number | null;
  created_at: Date;
  text: string;
  /** Names by speaker label. */
  speakers: Record<string, string>;
  segments: PlacedSegment[];
};

/** What a reader wants beside the words, in the formats that are read as text. The format decides where it is absent. */
export type ExportOptions = { speakers?: boolean | undefined; timestamps?: boolean | undefined };

export type Content = string | Uint8Array<ArrayBuffer>;

type Exporter = {
  extension: string;
  contentType: string;
  write(transcript: Exportable, options: ExportOptions): Content | Promise<Content>;
};

/** Source of the type: Microsoft, "Office file format MIME types". */
const docx = {
  extension: "docx",
  contentType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  write: toDocx,
};

/** One line a format. Subtitles throw `export_needs_times` where there are none. */
export const exporters = {
  txt: { extension: "txt", contentType: "text/plain; charset=utf-8", write: toTxt },
  md: { extension: "md", contentType: "text/markdown; charset=utf-8", write: toMd },
  docx,
  word: docx,
  srt: { extension: "srt", contentType: "application/x-subrip; charset=utf-8", write: toSrt },
  vtt: { extension: "vtt", contentType: "text/vtt; charset=utf-8", write: toVtt },
  json: { extension: "json", contentType: "application/json", write: toJson },
  csv: { extension: "csv", contentType: "text/csv; charset=utf-8; header=present", write: toCsv },
} satisfies Record<string, Exporter>;

export const exportFormats = Object.keys(exporters) as [keyof typeof exporters];

/** The formats that `ExportOptions` are for. */
export const readableFormats: readonly string[] = ["txt", "md", "docx", "word"] satisfies (keyof typeof exporters)[];
