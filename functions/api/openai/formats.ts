import { z } from "zod";
import { AppError } from "../../../shared/errors.ts";
import { type Exportable, exporters } from "../../../shared/export/exporters.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import type { Gift } from "../../../shared/speech/types.ts";
import type { Granularity } from "./asked.ts";
import { cutAtSegments } from "./cut_at_segments.ts";

/** A completed transcript, and how long the audio is that was transcribed. */
export type Result = Exportable & { durationMs: number };

const usage = z.object({ type: z.literal("duration"), seconds: z.int() });
const times = { start: z.number().describe("Seconds"), end: z.number().describe("Seconds") };

/** Source of the forms: `resources/audio/transcriptions` of the openai package, 7.55.0. */
export const PlainTranscription = z.object({ text: z.string(), usage }).meta({ ref: "OpenaiTranscription" });

export const VerboseTranscription = z.object({
  task: z.literal("transcribe"),
  language: z.string().describe("In English, such as 'german'; empty where it is not known"),
  duration: z.number().describe("Seconds"),
  text: z.string(),
  segments: z.array(z.object({
    id: z.int(),
    seek: z.int(),
    ...times,
    text: z.string(),
    tokens: z.array(z.int()),
    temperature: z.number(),
    avg_logprob: z.number(),
    compression_ratio: z.number(),
    no_speech_prob: z.number(),
  })).optional(),
  words: z.array(z.object({ word: z.string(), ...times })).optional(),
  usage,
}).meta({ ref: "OpenaiTranscriptionVerbose" });

export const DiarizedSegment = z.object({
  type: z.literal("transcript.text.segment"),
  id: z.string(),
  ...times,
  text: z.string(),
  speaker: z.string(),
});

export const DiarizedTranscription = z.object({
  task: z.literal("transcribe"),
  duration: z.number().describe("Seconds"),
  text: z.string(),
  segments: z.array(DiarizedSegment),
  usage,
}).meta({ ref: "OpenaiTranscriptionDiarized" });

type Format = {
  /** What the transcript must hold, beside the text. */
  needs: Gift[];
  streams: boolean;
  isJson: boolean;
  write(result: Result, granularities: Granularity[]): string | Promise<string>;
};

/** One line a format. Those that need times throw `export_needs_times` where there are none. */
export const formats = {
  json: { needs: [], streams: true, isJson: true, write: writePlain },
  text: { needs: [], streams: true, isJson: false, write: ({ text }) => `${text}\n` },
  srt: { needs: ["segments"], streams: false, isJson: false, write: (result) => exporters.srt.write(result) },
  vtt: { needs: ["segments"], streams: false, isJson: false, write: (result) => exporters.vtt.write(result) },
  verbose_json: { needs: ["segments"], streams: false, isJson: true, write: writeVerbose },
  diarized_json: { needs: ["segments", "speakers"], streams: true, isJson: true, write: writeDiarized },
} satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as [FormatName];

/** How much audio it was, as OpenAI counts it: begun seconds. */
function usageOf({ durationMs }: Result): z.infer<typeof usage> {
  return { type: "duration", seconds: Math.ceil(durationMs / 1000) };
}

/** A segment with its speaker. Throws `export_needs_times`. */
export function diarizedSegment(segment: PlacedSegment): z.infer<typeof DiarizedSegment> {
  const { position, text, speaker } = segment;
  const id = `seg_${position}`;
  return { type: "transcript.text.segment", id, ...timesOf(segment), text, speaker: speaker ?? "unknown" };
}

function writePlain(result: Result): string {
  const plain: z.infer<typeof PlainTranscription> = { text: result.text, usage: usageOf(result) };
  return JSON.stringify(plain);
}

function writeVerbose(result: Result, granularities: Granularity[]): string {
  const { text, language, segments, durationMs } = result;
  const name = language && new Intl.DisplayNames(["en"], { type: "language" }).of(language);
  const texts = cutAtSegments(text, segments);
  const verbose: z.infer<typeof VerboseTranscription> = {
    task: "transcribe",
    language: name?.toLowerCase() ?? "",
    duration: durationMs / 1000,
    text,
    ...(granularities.includes("segment") && {
      segments: segments.map((segment, id) => ({
        ...{ id, ...timesOf(segment), text: texts[id] || segment.text },
        // Only Whisper's own decoder knows these: they say that nothing is wrong.
        ...{ seek: 0, tokens: [], temperature: 0, avg_logprob: 0, compression_ratio: 1, no_speech_prob: 0 },
      })),
    }),
    ...(granularities.includes("word") && {
      words: segments.flatMap(({ words }) => words ?? []).map((word) => ({ word: word.text, ...timesOf(word) })),
    }),
    usage: usageOf(result),
  };
  return JSON.stringify(verbose);
}

function writeDiarized(result: Result): string {
  const { text, segments, durationMs } = result;
  const diarized: z.infer<typeof DiarizedTranscription> = {
    task: "transcribe",
    duration: durationMs / 1000,
    text,
    segments: segments.map(diarizedSegment),
    usage: usageOf(result),
  };
  return JSON.stringify(diarized);
}

function timesOf({ start_ms, end_ms }: Pick<PlacedSegment, "start_ms" | "end_ms">): { start: number; end: number } {
  if (start_ms == null || end_ms == null) {
    throw new AppError(
      "export_needs_times",
      "The provider gave no times for this transcript: ask for json or text, or name another model",
    );
  }
  return { start: start_ms / 1000, end: end_ms / 1000 };
}
