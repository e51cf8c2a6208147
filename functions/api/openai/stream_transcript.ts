import type { SSEStreamingApi } from "hono/streaming";
import type { TranscriptionStreamEvent } from "openai/resources/audio/transcriptions";
import { cutAtSegments } from "./cut_at_segments.ts";
import { bodyOfFailure, type Failure } from "./errors.ts";
import { diarizedSegment, type FormatName, type Result } from "./formats.ts";

/**
 * Tells a transcript as OpenAI streams one: its text part by part, each segment with its speaker where those were asked for,
 * and the whole. As the transcript comes whole, so do its parts. Throws `export_needs_times`. Source of the events:
 * `TranscriptionStreamEvent` of the openai package, 7.55.0.
 */
export async function streamTranscript(stream: SSEStreamingApi, result: Result, format: FormatName): Promise<void> {
  const { text, segments } = result;
  const isDiarized = format === "diarized_json";
  for (const [index, delta] of cutAtSegments(text, segments).entries()) {
    const segment = isDiarized ? diarizedSegment(segments[index]!) : undefined;
    const ofSegment = segment && { segment_id: segment.id };
    if (delta !== "") await tell(stream, { type: "transcript.text.delta", delta, ...ofSegment });
    if (segment) await tell(stream, segment);
  }
  await tell(stream, { type: "transcript.text.done", text });
}

/** Tells of a failure in a stream that has begun: SDKs raise what has `error`. */
export async function streamFailure(stream: SSEStreamingApi, failure: Failure): Promise<void> {
  await stream.writeSSE({ event: "error", data: JSON.stringify(bodyOfFailure(failure)) });
}

async function tell(stream: SSEStreamingApi, event: TranscriptionStreamEvent): Promise<void> {
  await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
}
