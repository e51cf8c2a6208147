import { EventSourceParserStream } from "eventsource-parser/stream";
import type { Client } from "./create_client.ts";
import { StenobaseError } from "./stenobase_error.ts";

/** A change of a transcription, as a stream tells it. */
export type TranscriptionEvent = {
  /** Where to go on behind it. */
  id: string;
  /** Such as `transcription.progress` or `transcription.completed`. */
  type: string;
  data: {
    id: string;
    entry_id: string;
    status: "queued" | "processing" | "completed" | "failed" | "cancelled";
    progress: number;
    provider: string;
    error_code: string | null;
  };
};

export type FollowOptions = {
  /** The last event that was heard before: goes on behind it. */
  lastEventId?: string;
  /** How often in a row a connection that fails is tried again. */
  retries?: number;
  signal?: AbortSignal;
};

const pauseMilliseconds = 1000;

/**
 * Tells what happens to a transcription until it has ended, its present state first. A stream that ends or breaks off is
 * taken up where it was, so that nothing is lost or told twice. Throws a `StenobaseError` where that is of no use, and what
 * `fetch` throws once the retries are used up.
 */
export async function* follow(
  client: Client,
  id: string,
  { lastEventId, retries = 5, signal }: FollowOptions = {},
): AsyncGenerator<TranscriptionEvent, void, void> {
  for (let last = lastEventId, failures = 0;;) {
    try {
      for await (const event of readStream(client, id, last, signal)) {
        failures = 0;
        last = event.id;
        if (!event.type) continue;
        yield event;
        if (["completed", "failed", "cancelled"].includes(event.data.status)) return;
      }
    } catch (error) {
      if (error instanceof StreamEnded) return;
      const isHopeless = error instanceof StenobaseError && !error.retryable;
      if (isHopeless || signal?.aborted || ++failures > retries) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}

/** Whoever has heard the end is answered with nothing. */
class StreamEnded extends Error {}

/** The events of one connection; an event without a type only says where to go on. */
async function* readStream(
  client: Client,
  id: string,
  last: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<TranscriptionEvent, void, void> {
  const response = await client.transcriptions[":id"].events.$get(
    { param: { id }, header: { "last-event-id": last } },
    { init: { ...(signal && { signal }) }, headers: { accept: "text/event-stream" } },
  );
  if (response.status === 204) throw new StreamEnded();
  if (!response.ok || !response.body) throw await StenobaseError.read(response);
  const texts = response.body.pipeThrough(new TextDecoderStream());
  const events = texts.pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield { id: value.id ?? last ?? "", type: value.event ?? "", data: JSON.parse(value.data) };
    }
  } finally {
    await reader.cancel();
  }
}
