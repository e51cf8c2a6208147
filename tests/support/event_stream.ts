import assert from "node:assert/strict";
import { createParser } from "eventsource-parser";
import { until } from "./until.ts";

export type SentEvent = { id: string | undefined; type: string | undefined; data: Record<string, unknown> };

/** A stream of events that is read as it comes. Disposing of it breaks off. */
export type EventStream = AsyncDisposable & {
  response: Response;
  events: SentEvent[];
  comments: string[];
  retries: number[];
  /** All that came. */
  text(): string;
  /** The first events, once there are as many. */
  first(howMany: number): Promise<SentEvent[]>;
  /** Waits until the other side closes it, and gives all events. */
  ended(): Promise<SentEvent[]>;
};

/** Reads server-sent events with a parser that is not ours. */
export function readEventStream(response: Response): EventStream {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert(response.body);
  const [events, comments, retries]: [SentEvent[], string[], number[]] = [[], [], []];
  const parser = createParser({
    onEvent: ({ id, event, data }) => void events.push({ id, type: event, data: JSON.parse(data) }),
    onComment: (comment) => void comments.push(comment),
    onRetry: (retry) => void retries.push(retry),
  });
  let text = "";
  let closed = false;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
      parser.feed(value);
    }
    closed = true;
  })();
  return {
    ...{ response, events, comments, retries },
    text: () => text,
    first: (howMany) => until(() => events.length >= howMany ? events.slice(0, howMany) : undefined),
    ended: () => until(() => closed ? events : undefined),
    [Symbol.asyncDispose]: async () => {
      await reader.cancel();
      await reading;
    },
  };
}
