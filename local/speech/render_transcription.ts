import { deflateSync } from "node:zlib";
import type { TranscriptionRequest } from "./transcription_request.ts";
import type { EngineResult, Segment } from "./types.ts";

const languageNames = new Intl.DisplayNames("en", { type: "language" });

/** The content type of an answer; OpenAI sends subtitles as plain text too. */
export function contentTypeOf(format: TranscriptionRequest["format"]): string {
  return format.endsWith("json") ? "application/json" : "text/plain; charset=utf-8";
}

/** Writes a result in the format that was asked for, in the shapes of OpenAI's Transcription types. */
export function renderTranscription(
  result: EngineResult,
  { format, granularities }: Pick<TranscriptionRequest, "format" | "granularities">,
): string {
  const text = result.segments.map((segment) => segment.text).join(" ");
  const usage = { type: "duration", seconds: Math.ceil(result.duration) };
  switch (format) {
    case "json":
      return JSON.stringify({ text, usage });
    case "text":
      return `${text}\n`;
    case "srt":
      return result.segments.map((segment, index) => `${index + 1}\n${renderCue(segment, ",")}`).join("");
    case "vtt":
      return `WEBVTT\n\n${result.segments.map((segment) => renderCue(segment, ".")).join("")}`;
    case "verbose_json":
      return JSON.stringify({
        task: "transcribe",
        language: languageNames.of(result.language)?.toLowerCase(),
        duration: result.duration,
        text,
        ...(granularities.includes("word") && {
          words: result.words.map((word) => ({ word: word.text, start: word.start, end: word.end })),
        }),
        ...((granularities.includes("segment") || granularities.length === 0) && {
          segments: result.segments.map(renderSegment),
        }),
        usage,
      });
  }
}

/** The fields that only Whisper's decoder knows are filled with what says least; `avg_logprob` comes from confidence. */
function renderSegment({ text, start, end, confidence }: Segment, id: number) {
  const bytes = new TextEncoder().encode(text);
  return {
    id,
    seek: 0,
    start,
    end,
    text: ` ${text}`,
    tokens: [],
    temperature: 0,
    avg_logprob: Math.log(Math.max(confidence ?? 1, Number.EPSILON)),
    compression_ratio: bytes.length / deflateSync(bytes).length,
    no_speech_prob: 0,
  };
}

function renderCue({ text, start, end }: Segment, separator: string): string {
  return `${renderTime(start, separator)} --> ${renderTime(end, separator)}\n${text}\n\n`;
}

function renderTime(seconds: number, separator: string): string {
  const milliseconds = Math.round(seconds * 1000);
  const pad = (value: number, length = 2) => String(Math.floor(value)).padStart(length, "0");
  const clock = [milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1000 % 60].map((part) =>
    pad(part)
  );
  return `${clock.join(":")}${separator}${pad(milliseconds % 1000, 3)}`;
}
