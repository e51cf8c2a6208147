import type { Context, Hono } from "hono";
import { z } from "zod";
import { fileProblems } from "../../../shared/inspect_upload.ts";
import { AppError, type ProblemCode } from "../../../shared/errors.ts";
import { asAppError } from "../../../shared/http/problem.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { withFile } from "../entries/schemas.ts";
import { openEventStream, type StreamTimes, usualTimes } from "../events/stream_events.ts";
import { readExportable } from "../transcriptions/read_exportable.ts";
import { submissionProblems } from "../transcriptions/submit.ts";
import { Fields } from "./asked.ts";
import { awaitEnd } from "./await_end.ts";
import { beginRun, type BegunRun, maxFileBytes } from "./begin_run.ts";
import { type Failure, failureOfProblem, failureOfRun, OpenaiError, respondWithFailure } from "./errors.ts";
import { DiarizedTranscription, formats, PlainTranscription, type Result, VerboseTranscription } from "./formats.ts";
import { refuseLargerBody } from "./receive_form.ts";
import { streamFailure, streamTranscript } from "./stream_transcript.ts";

/** How a run may end that is waited for. */
const runProblems: ProblemCode[] = [
  ...["transcription_not_found", "transcription_ended", "provider_rejected", "provider_unauthorized"] as const,
  ...["provider_quota_exceeded", "provider_answer_invalid", "provider_unavailable"] as const,
];

/** `/v1/audio/transcriptions`: a file in, its transcript out, in one call. */
export function addTranscriptionsRoute(app: Hono<UserEnv>, deps: ApiDeps): void {
  app.post(
    "/audio/transcriptions",
    document({
      summary: "Transcribe a file and wait for the transcript, as OpenAI's SDKs ask for it",
      tag: "openai",
      success: {
        status: 200,
        description: "The transcript in the form that was asked for; its id is in `x-transcription-id`",
        schema: z.union([PlainTranscription, VerboseTranscription, DiarizedTranscription]),
        contents: { "text/plain": z.string(), "text/event-stream": z.string() },
      },
      problems: [
        ...[...submissionProblems, ...fileProblems, ...runProblems],
        ...["export_needs_times", "still_processing", "storage_unavailable", "scanner_unavailable"] as const,
      ],
      problemForms: { "application/json": OpenaiError },
      bodies: { "multipart/form-data": withFile(Fields) },
    }),
    async (c) => {
      const times = deps.streamTimes ?? usualTimes(deps.config.worker.seconds);
      const wait = { ...times, until: Date.now() + times.life };
      refuseLargerBody(c.req.raw, maxFileBytes);
      const run = await beginRun(deps, c.get("caller"), c.req);
      c.header("x-transcription-id", run.id);
      return run.asked.stream ? answerLive(c, deps, run, wait) : await answerWhole(c, deps, run, wait);
    },
  );
}

type Wait = StreamTimes & { until: number };

async function answerWhole(c: Context<UserEnv>, deps: ApiDeps, run: BegunRun, wait: Wait): Promise<Response> {
  const { format, granularities } = run.asked;
  const { write, isJson } = formats[format];
  const outcome = await finish(c, deps, run, wait, c.req.raw.signal, (result) => write(result, granularities));
  if ("failure" in outcome) return respondWithFailure(outcome.failure, { "x-transcription-id": run.id });
  return c.body(outcome.done, 200, { "content-type": isJson ? "application/json" : "text/plain; charset=utf-8" });
}

/** The stream begins before the transcript is there, so that whoever waits knows that somebody is at work. */
function answerLive(c: Context<UserEnv>, deps: ApiDeps, run: BegunRun, wait: Wait): Response {
  return openEventStream(c, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    const sign = setInterval(() => void stream.write(":\n\n"), wait.heartbeat);
    const outcome = await finish(c, deps, run, wait, gone.signal, async (result) => {
      clearInterval(sign);
      await streamTranscript(stream, result, run.asked.format);
    });
    clearInterval(sign);
    if ("failure" in outcome) await streamFailure(stream, outcome.failure);
  });
}

/** Waits for the end of a run, and does with its transcript what `use` does. Does not reject: what goes wrong is a failure. */
async function finish<T>(
  c: Context<UserEnv>,
  { db }: ApiDeps,
  { id }: BegunRun,
  { poll, until }: Wait,
  gone: AbortSignal,
  use: (result: Result) => T | Promise<T>,
): Promise<{ done: T } | { failure: Failure }> {
  const caller = c.get("caller");
  try {
    const end = await awaitEnd(db, caller, id, { poll, until, gone });
    if (!end) return { failure: failureOfProblem(stillProcessing(id)) };
    if (end.status !== "completed") return { failure: failureOfRun(id, end) };
    const { segments, ...transcript } = await db.asUser(caller, (tx) => readExportable(tx, id));
    // Its owner may have emptied some.
    const spoken = segments.filter(({ text }) => text.trim() !== "");
    return { done: await use({ ...transcript, segments: spoken, durationMs: end.duration_ms }) };
  } catch (error) {
    const problem = asAppError(error);
    if (problem.status >= 500) c.get("log").error("transcript not told", problem.cause ?? error);
    return { failure: failureOfProblem(problem) };
  }
}

function stillProcessing(id: string): AppError {
  return new AppError(
    "still_processing",
    `The transcription '${id}' is still being worked on: send the same again, or read it at GET /transcriptions/${id}`,
    { retrySeconds: 1 },
  );
}
