import type { Context } from "hono";
import type { SSEMessage, SSEStreamingApi } from "hono/streaming";
import { accepts } from "hono/accepts";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { PlacedCitation } from "../../../shared/answers/run_answer.ts";
import type { AppError, ProblemCode } from "../../../shared/errors.ts";
import { asAppError, toProblem } from "../../../shared/http/problem.ts";
import type { UserEnv } from "../deps.ts";
import { openEventStream } from "../events/stream_events.ts";

/** What an answer can be besides JSON. */
export const answerForms = {
  "text/event-stream": z.string().describe("Events 'delta' {text}, 'citation', and 'done' (the JSON) or 'error'"),
};

/** What can be wrong with every question. */
export const answerProblems: ProblemCode[] = [
  ...["transcription_not_found", "transcription_not_ready", "prompt_too_long"] as const,
  ...["provider_not_available", "provider_key_missing", "provider_key_refused", "provider_rejected"] as const,
  ...["provider_unauthorized", "provider_quota_exceeded", "provider_answer_invalid", "provider_unavailable"] as const,
  "answer_too_late",
];

/** What is told of an answer while it comes. */
export type Teller = { onText(text: string): unknown; onCitation(citation: PlacedCitation): unknown };

/** Answers, tells what comes, stops when `gone` fires, and gives what is told at the end. Rejects with the problem. */
export type Answer<Body = unknown> = (teller: Partial<Teller>, gone: AbortSignal) => Promise<Body>;

/** The events by which a stream tells what comes, and how it ended. */
export type StreamForm<Body> = {
  text(text: string): SSEMessage[];
  citation(citation: PlacedCitation): SSEMessage[];
  done(body: Body): SSEMessage[];
  problem(problem: AppError, requestId: string): SSEMessage[];
};

const usualForm: StreamForm<unknown> = {
  text: (text) => [eventOf("delta", { text })],
  citation: (citation) => [eventOf("citation", citation)],
  done: (body) => [eventOf("done", body)],
  problem: (problem, requestId) => [eventOf("error", toProblem(problem, requestId))],
};

function eventOf(event: string, data: unknown): SSEMessage {
  return { event, data: JSON.stringify(data) };
}

/** For how long a problem may still become the status of the answer, in milliseconds. */
const patience = 10_000;
const heartbeat = 15_000;

/** Whether an answer is wanted as a stream: by the body, else by the header. */
export function wantsStream(c: Context<UserEnv>, stream: boolean | undefined): boolean {
  const [json, events] = ["application/json", "text/event-stream"] as const;
  return stream ?? accepts(c, { header: "Accept", supports: [json, events], default: json }) === events;
}

/** Answers as JSON when all is there. Stops when the client is gone. */
export async function answerWhole<Body>(c: Context<UserEnv>, answer: Answer<Body>): Promise<Body> {
  return await answer({}, c.req.raw.signal);
}

/**
 * Answers as server-sent events: `delta`, `citation`, and `done` or `error` at the end, or those of another form. What goes
 * wrong before anything has come is a problem with its own status. Stops when the client is gone.
 */
export async function answerAsStream<Body>(
  c: Context<UserEnv>,
  answer: Answer<Body>,
  form: StreamForm<Body> = usualForm,
): Promise<Response> {
  const opened = Promise.withResolvers<SSEStreamingApi>();
  const begun = Promise.withResolvers<"begun">();
  const gone = new AbortController();
  const tell = async (messages: SSEMessage[]) => {
    if (messages.length > 0) begun.resolve("begun");
    for (const message of messages) await (await opened.promise).writeSSE(message);
  };
  const teller = {
    onText: (text: string) => tell(form.text(text)),
    onCitation: (citation: PlacedCitation) => tell(form.citation(citation)),
  };
  const ended = answer(teller, AbortSignal.any([gone.signal, c.req.raw.signal]));
  const waiting = new AbortController();
  const late = sleep(patience, undefined, { signal: waiting.signal }).catch(() => {});
  await Promise.race([ended, begun.promise, late]).finally(() => waiting.abort());
  return openEventStream(c, async (stream) => {
    stream.onAbort(() => gone.abort());
    const beat = setInterval(() => void stream.write(":\n\n"), heartbeat);
    opened.resolve(stream);
    try {
      const body = await ended;
      if (!stream.aborted) await tell(form.done(body));
    } catch (cause) {
      const problem = asAppError(cause);
      if (problem.status >= 500) c.get("log").error("answer failed", problem.cause ?? cause, { code: problem.code });
      await tell(form.problem(problem, c.get("requestId")));
    } finally {
      clearInterval(beat);
    }
  });
}
