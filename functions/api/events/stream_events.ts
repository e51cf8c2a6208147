import type { Context } from "hono";
import { SSEStreamingApi } from "hono/streaming";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../../shared/errors.ts";
import type { UserEnv } from "../deps.ts";
import type { Batch, ReadEvents } from "./read_events.ts";
import { eventIds } from "./schemas.ts";

/** Milliseconds: between two looks while nothing happens, until a sign of life, and how long a stream may last. */
export type StreamTimes = { poll: number; heartbeat: number; life: number };

/** A stream ends before the platform ends the function, so that no event is cut in the middle. */
export function usualTimes(functionSeconds: number): StreamTimes {
  return { poll: 1000, heartbeat: 15_000, life: functionSeconds * 850 };
}

/** How long a client waits before it connects again. */
const retryMilliseconds = 2000;

/**
 * Tells events as they come, in the form of server-sent events. A look is one short query, and only taken when the client
 * has read what was written: between two of them no connection is held. Ends when nothing can come any more, at the end of
 * its life, when events cannot be read, and at once when the client is gone.
 * Source of the form: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function streamEvents(c: Context<UserEnv>, first: Batch, read: ReadEvents, times: StreamTimes): Response {
  return openEventStream(c, async (stream) => {
    await tellEvents(stream, first, read, times).catch((cause) => {
      // A transcription that was deleted ends its stream; the next connection is told so.
      if (!(cause instanceof AppError)) c.get("log").error("events not read", cause);
    });
  });
}

/** Answers with the server-sent events that `tell` writes, as it writes them. `tell` must not reject. */
export function openEventStream(c: Context<UserEnv>, tell: (stream: SSEStreamingApi) => Promise<void>): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const stream = new SSEStreamingApi(writable, readable);
  tell(stream).finally(() => stream.close());
  // Neither stored, nor compressed, nor kept back by a proxy until there is more.
  return c.body(stream.responseReadable, 200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
}

async function tellEvents(
  stream: SSEStreamingApi,
  first: Batch,
  read: ReadEvents,
  { poll, heartbeat, life }: StreamTimes,
) {
  const gone = new AbortController();
  stream.onAbort(() => gone.abort());
  const end = Date.now() + life;
  await stream.write(`${greet(first)}retry: ${retryMilliseconds}\n\n`);
  let lastSign = Date.now();
  let pause = poll;
  for (let batch = first;; batch = await read(batch.place)) {
    for (const { place, type, data } of batch.events) {
      await stream.writeSSE({ id: eventIds.write(place), event: type, data: JSON.stringify(data) });
      lastSign = Date.now();
    }
    if (batch.over) return;
    if (Date.now() - lastSign >= heartbeat) {
      await stream.write(":\n\n");
      lastSign = Date.now();
    }
    // Where something has just happened, more is likely to follow soon.
    pause = batch.events.length > 0 ? poll * 0.3 : Math.min(poll, pause * 1.5);
    // Rejects when the client is gone, which is no failure.
    if (!batch.more) await sleep(pause, undefined, { signal: gone.signal }).catch(() => {});
    if (stream.aborted || Date.now() >= end) return;
  }
}

/** An id without an event: a client that breaks off before the first event still knows where to go on. */
function greet({ events, place }: Batch): string {
  return events.length === 0 ? `id: ${eventIds.write(place)}\n` : "";
}
