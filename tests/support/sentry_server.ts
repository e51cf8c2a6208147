import { z } from "zod";

const Event = z.looseObject({
  event_id: z.string().regex(/^[0-9a-f]{32}$/),
  level: z.string(),
  release: z.string(),
  platform: z.string(),
  tags: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  user: z.record(z.string(), z.unknown()).optional(),
  exception: z.object({
    values: z.array(z.object({
      type: z.string(),
      value: z.string(),
      stacktrace: z.object({ frames: z.array(z.looseObject({ filename: z.string().optional() })) }).optional(),
    })),
  }),
});
export type SentryEvent = z.infer<typeof Event>;

export type SentryServer = AsyncDisposable & {
  dsn: string;
  events: SentryEvent[];
  /** Whole envelopes, as they came. */
  envelopes: string[];
  /** Answers from now on with this status, and asks to be left alone for a minute where it is 429. */
  answer(status: number): void;
};

/**
 * A server that takes Sentry's envelopes for one project, with its key. Source: Sentry's developer docs, "Envelopes": a line of
 * JSON, then for each item a line that says what it is and its payload.
 */
export function startSentryServer(): SentryServer {
  const key = "0123456789abcdef0123456789abcdef";
  let status = 200;
  const [events, envelopes]: [SentryEvent[], string[]] = [[], []];
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const url = new URL(request.url);
    if (request.method !== "POST" || url.pathname !== "/api/42/envelope/") return new Response(null, { status: 404 });
    if (url.searchParams.get("sentry_key") !== key) return new Response(null, { status: 403 });
    const text = await request.text();
    envelopes.push(text);
    if (status !== 200) return new Response(null, { status, headers: { "retry-after": "60" } });
    const [, ...lines] = text.split("\n");
    for (let at = 0; at + 1 < lines.length; at += 2) {
      const { type } = z.object({ type: z.string() }).parse(JSON.parse(lines[at]!));
      if (type === "event") events.push(Event.parse(JSON.parse(lines[at + 1]!)));
    }
    return Response.json({ id: events.at(-1)?.event_id });
  });
  return {
    dsn: `http://${key}@127.0.0.1:${http.addr.port}/42`,
    ...{ events, envelopes },
    answer: (next) => void (status = next),
    [Symbol.asyncDispose]: () => http.shutdown(),
  };
}
