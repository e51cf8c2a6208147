import { type Attributes, context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

export { SpanKind };

export type SpanOptions = {
  kind: SpanKind;
  attributes?: Attributes;
  /**
   * What caused it, as `traceparent`: the span goes on with that trace, or begins one where it is null. Absent: it belongs to
   * the span that it is called within.
   */
  parent?: string | null;
};

/** A span, which the caller ends, and the context of what belongs to it. Costs next to nothing where nobody traces. */
export function beginSpan(name: string, { kind, attributes = {}, parent }: SpanOptions) {
  const outer = parent === undefined ? context.active() : contextOf(parent);
  const span = trace.getTracer("stenobase").startSpan(name, { kind, attributes }, outer);
  return { span, within: trace.setSpan(outer, span) };
}

/** Marks what failed, with the code. */
export function failSpan(span: Span, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

/** What the work at hand is told of as `traceparent`; undefined where nobody traces. Source of the form: W3C Trace Context. */
export function activeTraceparent(): string | undefined {
  const span = trace.getActiveSpan();
  if (!span?.isRecording()) return undefined;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/** The id under which a span is found with all that belongs to it; undefined where nobody traces. */
export function traceIdOf(span: Span): string | undefined {
  return span.isRecording() ? span.spanContext().traceId : undefined;
}

function contextOf(traceparent: string | null) {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? "") ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true });
}
