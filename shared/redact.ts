/** Names behind which a secret stands, in addresses and in JSON. */
const names = "token|key|secret|password|passwd|pwd|signature|sig|credential|dsn";

/**
 * What looks like a secret, each with how much of the beginning may stay. Prefixes are those of Supabase, ours, OpenAI,
 * Anthropic, Groq, xAI, Google, Stripe, GitHub, AWS and JWTs; AssemblyAI's and Deepgram's keys are 32 and 40 hex digits.
 */
const secrets: [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, "[redacted]"],
  [/:\/\/[^\s/@]+@/g, "://[redacted]@"],
  [/(authorization|cookie)(["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token|digest)\s+)?[^\s"',]+/gi, "$1$2[redacted]"],
  [/((?:x-[\w-]*|api-?)(?:key|token|secret|signature))(["']?\s*:\s*["']?)[^\s"',]+/gi, "$1$2[redacted]"],
  [/\b(?:bearer|basic)\s+[\w.~+/-]{12,}=*/gi, "[redacted]"],
  [/(?<![a-z0-9])(?:sb_secret_|sb_publishable_|sbk_|whsec_|v1,whsec_)[\w+/=.-]+/gi, "[redacted]"],
  [/(?<![a-z0-9])(?:[sr]k[-_]|gsk_|xai-|gh[opsu]_|github_pat_|AIza|eyJ)[\w.-]{4,}/g, "[redacted]"],
  [/\bAKIA[A-Z0-9]{16}\b/g, "[redacted]"],
  [new RegExp(String.raw`(?:${names})(?:=|"\s*:\s*")[^\s&"']+`, "gi"), "[redacted]"],
  [/\b[0-9a-f]{32,}\b/gi, "[redacted]"],
];

/** Replaces what looks like a key, a token or a password: messages of others may quote one. */
export function redact(text: string): string {
  return secrets.reduce((rest, [pattern, stays]) => rest.replace(pattern, stays), text);
}
