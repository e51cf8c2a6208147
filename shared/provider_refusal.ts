import { z } from "zod";
import type { Refusal } from "./provider_error.ts";

const text = z.string().nullish().catch(null);

/** The forms in which providers tell what is wrong. Sources: the error references of the four. */
const Body = z.object({
  /** AssemblyAI a sentence; OpenAI and Gemini an object. */
  error: z.union([
    z.string(),
    z.object({
      message: text,
      code: z.union([z.string(), z.number()]).nullish().catch(null),
      status: text,
      type: text,
      details: z.array(z.object({
        reason: text,
        retryDelay: text,
        violations: z.array(z.object({ quotaId: text })).nullish().catch(null),
      })).nullish().catch(null),
    }),
  ]).nullish(),
  /** Deepgram, of old and of now. */
  err_code: text,
  err_msg: text,
  category: text,
  message: text,
  details: text,
});

/** Reads what a provider said with an error status, or in place of a result. What is not JSON is told as nothing. */
export function readRefusal(body: string, headers?: Headers): Refusal {
  const retrySeconds = readRetryAfter(headers?.get("retry-after"));
  const parsed = Body.safeParse(parseJson(body));
  if (!parsed.success) return { said: "it did not say why", retrySeconds };
  const { error, err_code, err_msg, category, message, details } = parsed.data;
  const inner = typeof error === "object" ? error : null;
  const said = typeof error === "string"
    ? error
    : inner?.message ?? err_msg ?? [message, details].filter(Boolean).join(" ");
  const reasons = inner?.details?.flatMap(({ reason, violations }) => [
    reason,
    ...(violations ?? []).map(({ quotaId }) => quotaId),
  ]) ?? [];
  const delay = inner?.details?.find(({ retryDelay }) => retryDelay)?.retryDelay;
  return {
    said: said || "it did not say why",
    codes: [inner?.code, inner?.status, inner?.type, err_code, category, ...reasons].filter(Boolean).join(" "),
    retrySeconds: retrySeconds || Math.ceil(parseFloat(delay ?? "") || 0),
  };
}

/** `Retry-After` holds seconds or a date. Source: RFC 9110, section 10.2.3. */
export function readRetryAfter(retryAfter: string | null | undefined): number {
  if (!retryAfter) return 0;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 0;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
