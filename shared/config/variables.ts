import { z } from "zod";
import { languageProviderNames } from "./chat.ts";
import { tlsModes } from "../postgres/address.ts";
import { providerNames } from "./speech.ts";

const count = z.coerce.number().int().positive();
const address = z.url({ protocol: /^https?$/, error: "must be an http(s) address" })
  .transform((url) => url.replace(/\/+$/, ""));
const connection = z.string().regex(/^postgres(ql)?:\/\//, "must be a postgres:// address")
  .refine(hasTlsMode, `may have ${tlsModes.join(", ")} as its sslmode`);
const scanner = z.string().transform((text, context) => {
  const [, name, address, port = "3310"] = /^(?:([\w.-]+)|\[([\da-f:.]+)\])(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const hostname = name ?? address;
  if (hostname !== undefined && Number(port) <= 65_535) return { hostname, port: Number(port) };
  context.addIssue({ code: "custom", message: "must be a host, or a host and a port, such as clamav:3310" });
  return z.NEVER;
});
const list = z.string().transform((text) => text.split(",").map((item) => item.trim()).filter(Boolean));
const namesOf = <Name extends string>(known: readonly [Name, ...Name[]]) =>
  list.transform((names) => names.filter((name) => name !== "none")).pipe(
    z.array(z.enum(known, { error: `may name ${known.join(", ")}, or none` })),
  );
const keys = z.string().transform((text, context) => {
  const parsed = z.record(z.string(), z.string()).safeParse(parseJson(text));
  // Supabase's docker-compose.yml names a key that nobody may have made.
  if (parsed.success) return Object.fromEntries(Object.entries(parsed.data).filter(([, key]) => key !== ""));
  context.addIssue({ code: "custom", message: "must be a JSON object of names and keys" });
  return z.NEVER;
});

/** As OpenTelemetry writes them: `name=value,name=value`, values percent-encoded. */
const headers = list.transform((pairs, context) => {
  const parsed = pairs.map((pair) => /^([\w-]+)=(.*)$/.exec(pair));
  if (parsed.every((pair) => pair !== null)) {
    return Object.fromEntries(parsed.map(([, name = "", value = ""]) => [name, decode(value)]));
  }
  context.addIssue({ code: "custom", message: "must be name=value, separated by commas" });
  return z.NEVER;
});

/** All variables that the functions read. */
export const Variables = z.object({
  SUPABASE_URL: address,
  PUBLIC_URL: address.optional(),
  DATABASE_URL: connection.optional(),
  SUPABASE_DB_URL: connection.optional(),
  DATABASE_CA: z.string().regex(/^-----BEGIN CERTIFICATE-----/, "must be a certificate as PEM").optional(),
  SUPABASE_SECRET_KEYS: keys.optional(),
  SUPABASE_SECRET_KEY: z.string().optional(),
  SUPABASE_SERVICE_ROLE_KEY: z.string().optional(),
  WORKER_KEY: z.string().min(16, "must have 16 characters or more").optional(),
  JWT_SECRET: z.string().min(32, "must have 32 characters or more").optional(),
  WEBHOOK_KEY: z.string().min(32, "must have 32 characters or more").optional(),
  WEBHOOK_KEY_PREVIOUS: z.string().min(32, "must have 32 characters or more").optional(),
  CORS_ORIGINS: list.default([]),
  CLIENT_ADDRESS_HEADER: z.string().regex(/^[\w-]+$/, "must be the name of a header").default("cf-connecting-ip"),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(20).default(2),
  WORKER_SECONDS: count.default(140),
  LEASE_SECONDS: count.default(30),
  SENTRY_DSN: z.string().regex(/^https?:\/\/\w+@[^\s/]+\/(\S+\/)?\d+$/, "must be a DSN of Sentry").optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.default({}),
  OTEL_SERVICE_NAME: z.string().default("stenobase"),
  OTEL_DENO: z.stringbool().default(false),
  LINKS_ALLOW_PRIVATE: z.stringbool().default(false),
  YOUTUBE_ENABLED: z.stringbool().default(false),
  GOOGLE_DRIVE_BASE_URL: address.default("https://drive.usercontent.google.com"),
  CLAMAV_HOST: scanner.optional(),
  CLAMAV_SECONDS: count.max(120, "must be 120 or less").default(60),
  SPEECH_PROVIDERS: namesOf(providerNames).default(["openai"]),
  PROVIDER_POLL_SECONDS: count.default(60),
  CHAT_PROVIDERS: namesOf(languageProviderNames).default([]),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: address.optional(),
  SPEECH_OPENAI_API_KEY: z.string().optional(),
  SPEECH_OPENAI_BASE_URL: address.optional(),
  SPEECH_OPENAI_MODEL: z.string().optional(),
  ASSEMBLYAI_API_KEY: z.string().optional(),
  ASSEMBLYAI_BASE_URL: address.optional(),
  ASSEMBLYAI_MODEL: z.string().optional(),
  DEEPGRAM_API_KEY: z.string().optional(),
  DEEPGRAM_BASE_URL: address.optional(),
  DEEPGRAM_MODEL: z.string().optional(),
  GEMINI_API_KEY: z.string().optional(),
  GEMINI_BASE_URL: address.optional(),
  GEMINI_MODEL: z.string().optional(),
  CHAT_OPENAI_API_KEY: z.string().optional(),
  CHAT_OPENAI_BASE_URL: address.optional(),
  CHAT_OPENAI_MODEL: z.string().optional(),
  CHAT_OPENAI_WIRE: z.enum(["responses", "chat"]).optional(),
  CHAT_OPENAI_CONTEXT_TOKENS: count.default(128_000),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: address.optional(),
  ANTHROPIC_MODEL: z.string().optional(),
  ANTHROPIC_CONTEXT_TOKENS: count.default(200_000),
});
export type Variables = z.infer<typeof Variables>;

function hasTlsMode(address: string): boolean {
  const mode = URL.parse(address)?.searchParams.get("sslmode");
  return mode == null || tlsModes.some((known) => known === mode);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
