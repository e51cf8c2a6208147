import { context, trace } from "@opentelemetry/api";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { version } from "../version.ts";
import { createContextManager } from "./context_manager.ts";
import { createSoon } from "./soon.ts";

export type TracingOptions = {
  /** The collector's address, without `/v1/traces`. */
  endpoint: string;
  /** What the collector wants to be sent along, such as a key. */
  headers: Record<string, string>;
  serviceName: string;
  fetch: typeof fetch;
  waitUntil: (work: Promise<unknown>) => void;
  /** How long ended spans wait for more, in milliseconds. */
  afterMs?: number;
};

/** For how long a collector is waited for. */
const exportMilliseconds = 5000;

/**
 * Has spans sent to a collector by OTLP over HTTP, soon after they ended and past the answer. The second call in a process
 * changes nothing. What the collector does not take is lost: nothing here waits for it. Source: OTLP 1.10, "OTLP/HTTP".
 */
export function startTracing({ serviceName, waitUntil, afterMs = 1000, ...target }: TracingOptions): void {
  const batches = new BatchSpanProcessor(createExporter(target));
  const flush = createSoon(() => batches.forceFlush().catch(() => {}), { afterMs, apartMs: afterMs, waitUntil });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName, "service.version": version }),
    spanProcessors: [batches, {
      onStart: () => {},
      onEnd: flush,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    }],
  });
  context.setGlobalContextManager(createContextManager());
  trace.setGlobalTracerProvider(provider);
}

function createExporter(
  { endpoint, headers, fetch: fetchFn }: Pick<TracingOptions, "endpoint" | "headers" | "fetch">,
): SpanExporter {
  return {
    export(spans, done) {
      const body = JsonTraceSerializer.serializeRequest(spans);
      fetchFn(`${endpoint}/v1/traces`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: body as Uint8Array<ArrayBuffer>,
        signal: AbortSignal.timeout(exportMilliseconds),
      }).then(async (response) => {
        await response.body?.cancel();
        done({ code: response.ok ? 0 : 1 });
      }).catch((error) => done({ code: 1, error }));
    },
    shutdown: () => Promise.resolve(),
  };
}
