import { context } from "@opentelemetry/api";
import type { FindModel } from "../language/registry.ts";
import type { LanguageModel, Part } from "../language/types.ts";
import { ProviderError } from "../provider_error.ts";
import type { FindTranscriber } from "../speech/registry.ts";
import type { Transcriber } from "../speech/types.ts";
import type { Metrics } from "./metrics.ts";
import { beginSpan, failSpan, SpanKind } from "./tracing.ts";

/** Transcribers whose calls are counted and traced. */
export function watchSpeech(find: FindTranscriber, metrics: Metrics): FindTranscriber {
  return (name, model) => find(name, model)?.then((transcriber) => watchTranscriber(transcriber, metrics));
}

/** Models whose answers are counted and traced. */
export function watchLanguage(find: FindModel, metrics: Metrics): FindModel {
  return (name, model) => find(name, model)?.then((found) => watchModel(found, metrics));
}

function watchTranscriber(transcriber: Transcriber, metrics: Metrics): Transcriber {
  const watch = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
    const { within, end } = beginCall(metrics, transcriber, "speech", what);
    return await context.with(within, call).then((result) => {
      end();
      return result;
    }, (error) => {
      end(error);
      throw error;
    });
  };
  const { later } = transcriber;
  return {
    ...transcriber,
    submit: (...args) => watch("submit", () => transcriber.submit(...args)),
    ...(later && {
      later: {
        ...later,
        ...(later.fetchResult && { fetchResult: (...args) => watch("fetch", () => later.fetchResult!(...args)) }),
        ...(later.find && { find: (...args) => watch("find", () => later.find!(...args)) }),
        ...(later.forget && { forget: (...args) => watch("forget", () => later.forget!(...args)) }),
      },
    }),
  };
}

function watchModel(model: LanguageModel, metrics: Metrics): LanguageModel {
  return {
    ...model,
    stream: (prompt, call) => ({
      [Symbol.asyncIterator]() {
        const { within, end } = beginCall(metrics, model, "chat", "answer");
        const parts = context.with(within, () => model.stream(prompt, call)[Symbol.asyncIterator]());
        return {
          async next() {
            try {
              const step = await context.with(within, () => parts.next());
              if (step.done) end();
              return step;
            } catch (error) {
              end(error);
              throw error;
            }
          },
          async return() {
            end(stopped);
            return await parts.return?.() ?? { done: true, value: undefined };
          },
        } satisfies AsyncIterator<Part, void>;
      },
    }),
  };
}

/** Why a call ended whose answer nobody waits for any more. */
const stopped = Symbol("stopped");

function beginCall(metrics: Metrics, { name, model }: { name: string; model: string }, purpose: string, what: string) {
  const labels = { provider: name, purpose };
  const started = performance.now();
  const attributes = { "gen_ai.provider.name": name, "gen_ai.request.model": model };
  const { span, within } = beginSpan(`${purpose} ${what}`, { kind: SpanKind.CLIENT, attributes });
  let hasEnded = false;
  const end = (error?: unknown) => {
    if (hasEnded) return;
    hasEnded = true;
    const isFault = error instanceof ProviderError;
    const outcome = error === undefined ? "ok" : isFault ? error.code : "stopped";
    metrics.count("stenobase_provider_calls_total", { ...labels, outcome });
    metrics.observe("stenobase_provider_call_duration_seconds", labels, performance.now() - started);
    if (isFault) failSpan(span, error.code);
    span.setAttribute("stenobase.outcome", outcome);
    span.end();
  };
  return { within, end };
}
