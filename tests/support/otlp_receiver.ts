import { z } from "zod";
import { until } from "./until.ts";

const Attribute = z.object({
  key: z.string(),
  value: z.looseObject({ stringValue: z.string().optional(), intValue: z.coerce.number().optional() }),
});
const SentSpan = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  status: z.object({ code: z.number().optional(), message: z.string().optional() }),
  attributes: z.array(Attribute),
});
/** What OTLP over HTTP sends as JSON. Source: opentelemetry-proto 1.10, `trace_service.proto`, and "JSON Protobuf Encoding". */
const ExportRequest = z.object({
  resourceSpans: z.array(z.object({
    resource: z.object({ attributes: z.array(Attribute) }),
    scopeSpans: z.array(z.object({ scope: z.object({ name: z.string() }), spans: z.array(SentSpan) })),
  })),
});

export type ReceivedSpan = {
  traceId: string;
  spanId: string;
  /** Undefined where it is the first of its trace. */
  parentId: string | undefined;
  name: string;
  kind: number;
  /** The code of the error, where it failed. */
  error: string | undefined;
  attributes: Record<string, string | number | undefined>;
  service: string | number | undefined;
};

export type OtlpReceiver = AsyncDisposable & {
  url: string;
  /** Ours, in the order in which they came. */
  spans: ReceivedSpan[];
  /** All that was sent, as text, and with which headers. */
  requests: { headers: Headers; text: string }[];
  /** The status of the answers from now on. */
  answer(status: number): void;
  /** The span of this name, once it is here. */
  find(name: string, milliseconds?: number): Promise<ReceivedSpan>;
};

/** A collector on loopback that takes traces by OTLP over HTTP. What else a runtime sends it accepts and forgets. */
export function startOtlpReceiver(): OtlpReceiver {
  let status = 200;
  const spans: ReceivedSpan[] = [];
  const requests: OtlpReceiver["requests"] = [];
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const text = await request.text();
    if (new URL(request.url).pathname !== "/v1/traces") return Response.json({});
    requests.push({ headers: request.headers, text });
    if (status === 200) spans.push(...readSpans(text));
    return Response.json({}, { status });
  });
  return {
    url: `http://127.0.0.1:${http.addr.port}`,
    ...{ spans, requests },
    answer: (next) => void (status = next),
    find: (name, milliseconds) => until(() => spans.find((span) => span.name === name), milliseconds),
    [Symbol.asyncDispose]: () => http.shutdown(),
  };
}

function readSpans(text: string): ReceivedSpan[] {
  return ExportRequest.parse(JSON.parse(text)).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.filter(({ scope }) => scope.name === "stenobase").flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name, kind, status, attributes }) => ({
        ...{ traceId, spanId, name, kind, parentId: parentSpanId || undefined },
        error: status.code === 2 ? status.message : undefined,
        attributes: valuesOf(attributes),
        service: valuesOf(resource.attributes)["service.name"],
      }))
    )
  );
}

function valuesOf(attributes: z.infer<typeof Attribute>[]) {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}
