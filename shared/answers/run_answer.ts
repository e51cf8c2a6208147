import { streamAnswer } from "../language/ask.ts";
import { countPrompt, countTokens } from "../language/count_tokens.ts";
import type { FindModel } from "../language/registry.ts";
import type { Finish, LanguageModel, Part, Prompt, Usage } from "../language/types.ts";
import type { Log } from "../log.ts";
import type { PlacedSegment } from "../reading/blocks.ts";
import { ProviderError } from "../provider_error.ts";
import type { Chosen } from "./choose_models.ts";
import { saysNothing } from "./instructions.ts";
import { type Citation, verifyCitations, widestClaim } from "./verify_citations.ts";

/** A citation with its place in the answer: it belongs to what stands before `at`, in UTF-16 units. */
export type PlacedCitation = Citation & { at: number };

/** What was asked has taken longer than it may. */
export class AnswerTooLate extends Error {
  override readonly name = "AnswerTooLate";
}

/** What came of asking. One that was stopped or failed keeps what had come by then. */
export type Outcome = {
  status: "completed" | "failed" | "cancelled";
  text: string;
  citations: PlacedCitation[];
  removed: number;
  supported: boolean;
  finish: Finish | null;
  /** What the provider counted; an estimate where it had no time to tell. Null where nothing came. */
  usage: Usage | null;
  provider: string | null;
  model: string | null;
  /** Why it failed. */
  error?: unknown;
};

export type AnswerDeps = {
  language: FindModel;
  log: Log;
  /** The stored segments of a transcript from one position to another, with their words. */
  readSegments(transcriptionId: string, first: number, last: number): Promise<PlacedSegment[]>;
};

export type AnswerCall = {
  signal: AbortSignal;
  apiKey?: string | undefined;
  /** Told the text as it comes, and waited for: who reads slowly is read for slowly. */
  onText?: (text: string) => unknown;
  /** Told each citation when it is verified, in their order; the text need not wait for them. */
  onCitation?: (citation: PlacedCitation) => unknown;
};

type Cited = Extract<Part, { type: "citation" }>;

/** Asks, and verifies what is cited. Never rejects for what a provider does; where `signal` fires it is `cancelled`. */
export async function runAnswer(
  deps: AnswerDeps,
  { order, model }: Pick<Chosen, "order" | "model">,
  prompt: Prompt,
  { signal, apiKey, onText = () => {}, onCitation = () => {} }: AnswerCall,
): Promise<Outcome> {
  let [text, removed] = ["", 0];
  let asked: LanguageModel | undefined;
  let end: Extract<Part, { type: "end" }> | undefined;
  let failure: { cause: unknown } | undefined;
  const citations: PlacedCitation[] = [];
  let waiting: Cited[] = [];
  let checked = Promise.resolve();
  // Whoever has stopped reading is not waited for.
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

  // Those of one place come together, and are checked beside the text.
  const checkWaiting = () => {
    if (waiting.length === 0) return;
    const [group, at] = [waiting, text.trimEnd().length];
    waiting = [];
    checked = checked.then(async () => {
      const found = await checkGroup(deps, prompt, group);
      removed += found.removed;
      for (const citation of found.citations) {
        citations.push({ at, ...citation });
        await Promise.race([onCitation({ at, ...citation }), stopped]);
      }
    });
    checked.catch(() => {});
  };

  try {
    const onAsk = (model: LanguageModel) => void (asked = model);
    for await (const part of streamAnswer({ ...deps, order }, prompt, { signal, apiKey, model, onAsk })) {
      if (part.type === "citation") {
        waiting.push(part);
      } else if (part.type === "text") {
        checkWaiting();
        text += part.text;
        await Promise.race([onText(part.text), stopped]);
      } else {
        end = part;
      }
    }
  } catch (cause) {
    failure = { cause };
  }
  checkWaiting();
  try {
    await checked;
  } catch (cause) {
    failure ??= { cause };
  }
  const isTooLate = signal.aborted && signal.reason instanceof AnswerTooLate;
  const status = end && !failure ? "completed" : signal.aborted && !isTooLate ? "cancelled" : "failed";
  const isAnswered = status === "completed" || text !== "";
  return {
    ...{ status, text, citations, removed },
    supported: citations.length > 0 || saysNothing(text),
    finish: end?.finish ?? null,
    usage: end?.usage ?? (isAnswered ? estimate(prompt, text) : null),
    provider: asked?.name ?? null,
    model: end?.model ?? asked?.model ?? null,
    ...(status === "failed" && { error: failure?.cause ?? brokenOff() }),
  };
}

async function checkGroup({ readSegments }: AnswerDeps, { sources }: Prompt, group: Cited[]) {
  const all = { citations: [] as Citation[], removed: 0 };
  for (const [source, parts] of Map.groupBy(group, ({ source }) => source)) {
    const { transcriptionId = "", passages = [] } = sources[source] ?? {};
    const claims = parts.map(({ first, last, quote }) => ({
      first: passages[first]?.position ?? 0,
      last: passages[last]?.position ?? Infinity,
      quote,
    }));
    const sound = claims.filter(({ first, last }) => last - first < widestClaim);
    const read = sound.map(({ first, last }) => readSegments(transcriptionId, first, last));
    const segments = new Map((await Promise.all(read)).flat().map((segment) => [segment.position, segment]));
    const inOrder = [...segments.values()].sort((a, b) => a.position - b.position);
    const found = verifyCitations(transcriptionId, inOrder, claims);
    all.citations.push(...found.citations);
    all.removed += found.removed;
  }
  return all;
}

function estimate(prompt: Prompt, text: string): Usage {
  return { inputTokens: countPrompt(prompt), outputTokens: countTokens(text), cachedTokens: 0 };
}

function brokenOff(): ProviderError {
  return new ProviderError("provider_unavailable", "The answer broke off");
}
