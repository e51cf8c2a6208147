import type { Transaction } from "../db.ts";
import { AppError, type ProblemCode } from "../errors.ts";
import { redact } from "../redact.ts";
import { ProviderError } from "../provider_error.ts";
import type { PlacedSegment } from "../reading/blocks.ts";
import { answerInstructionsVersion } from "./instructions.ts";
import { AnswerTooLate, type Outcome } from "./run_answer.ts";

/** The columns of `chat_messages` that an outcome fills. */
export function outcomeColumns(tx: Transaction, outcome: Outcome) {
  const { status, text, citations, removed, supported, finish, usage, provider, model, error } = outcome;
  const failure = status === "failed" ? failureOf(error) : undefined;
  return {
    ...{ status, supported, provider, model },
    // What no row can hold may still come out of a model.
    content: text.toWellFormed().replaceAll("\0", ""),
    citations: tx.json(citations),
    removed_citations: removed,
    finish_reason: finish,
    prompt_version: answerInstructionsVersion,
    input_tokens: usage?.inputTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    cached_tokens: usage?.cachedTokens ?? null,
    error_code: failure?.code ?? null,
    error_message: failure?.message ?? null,
    ended_at: new Date(),
  };
}

/** Counts what an answer took, for its owner. */
export async function meterAnswer(tx: Transaction, userId: string, { usage }: Outcome): Promise<void> {
  if (!usage) return;
  await tx`select private.meter_tokens(${userId}, ${usage.inputTokens}, ${usage.outputTokens})`;
}

/** The stored segments of an owner's transcript between two positions, with their words. */
export function selectSegments(tx: Transaction, userId: string, id: string, first: number, last: number) {
  return tx<PlacedSegment[]>`
    select position, start_ms, end_ms, speaker, text, words from public.segments
    where user_id = ${userId} and transcription_id = ${id} and position between ${first} and ${last}
    order by position`;
}

/** Codes of failures that a caller meets as a problem. */
const problemOfCode: Partial<Record<ProviderError["code"], ProblemCode>> = {
  provider_unavailable: "provider_unavailable",
  provider_unauthorized: "provider_unauthorized",
  provider_quota_exceeded: "provider_quota_exceeded",
  provider_rejected: "provider_rejected",
  provider_answer_invalid: "provider_answer_invalid",
  prompt_too_long: "prompt_too_long",
};

/** What a failed answer says to whoever asked. `hasOwnKey`: the key that the provider did not like was the caller's own. */
export function problemOfAnswer(error: unknown, hasOwnKey = false): unknown {
  if (error instanceof AnswerTooLate) {
    return new AppError("answer_too_late", "The answer took longer than it may: ask for less", { cause: error });
  }
  const code = error instanceof ProviderError ? problemOfCode[error.code] : undefined;
  if (!(error instanceof ProviderError) || !code) return error;
  const isRefusedKey = hasOwnKey && (code === "provider_unauthorized" || code === "provider_quota_exceeded");
  const retrySeconds = error.retryable ? Math.max(5, error.retrySeconds) : undefined;
  return new AppError(isRefusedKey ? "provider_key_refused" : code, redact(error.message), {
    cause: error,
    ...(retrySeconds !== undefined && { retrySeconds }),
  });
}

function failureOf(error: unknown): { code: string; message: string } {
  const problem = problemOfAnswer(error);
  if (problem instanceof AppError) return { code: problem.code, message: problem.message };
  return { code: "internal_error", message: "Something went wrong on our side" };
}
