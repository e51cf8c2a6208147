import { z } from "zod";
import type { LinkOptions } from "./links/types.ts";
import type { Service } from "./speech/types.ts";

export const providerNames = ["openai", "assemblyai", "deepgram", "gemini"] as const;
export type ProviderName = (typeof providerNames)[number];

const seconds = z.coerce.number().int().positive();
const address = z.url({ protocol: /^https?$/, error: "must be an http(s) address" })
  .transform((url) => url.replace(/\/+$/, ""));
const connection = z.string().regex(/^postgres(ql)?:\/\//, "must be a postgres:// address");
const list = z.string().transform((text) => text.split(",").map((item) => item.trim()).filter(Boolean));
const providers = list.transform((names) => names.filter((name) => name !== "none")).pipe(
  z.array(z.enum(providerNames, { error: `may name ${providerNames.join(", ")}, or none` })),
);
const keys = z.string().transform((text, context) => {
  const parsed = z.record(z.string(), z.string()).safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: "must be a JSON object of names and keys" });
  return z.NEVER;
});

const Variables = z.object({
  SUPABASE_URL: address,
  PUBLIC_URL: address.optional(),
  DATABASE_URL: connection.optional(),
  SUPABASE_DB_URL: connection.optional(),
  SUPABASE_SECRET_KEYS: keys.optional(),
  SUPABASE_SECRET_KEY: z.string().optional(),
  SUPABASE_SERVICE_ROLE_KEY: z.string().optional(),
  WORKER_KEY: z.string().min(16, "must have 16 characters or more").optional(),
  JWT_SECRET: z.string().min(32, "must have 32 characters or more").optional(),
  WEBHOOK_KEY: z.string().min(32, "must have 32 characters or more").optional(),
  CORS_ORIGINS: list.default([]),
  CLIENT_ADDRESS_HEADER: z.string().regex(/^[\w-]+$/, "must be the name of a header").default("cf-connecting-ip"),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(20).default(2),
  WORKER_SECONDS: seconds.default(140),
  LEASE_SECONDS: seconds.default(30),
  LINKS_ALLOW_PRIVATE: z.stringbool().default(false),
  YOUTUBE_ENABLED: z.stringbool().default(false),
  GOOGLE_DRIVE_BASE_URL: address.default("https://drive.usercontent.google.com"),
  SPEECH_PROVIDERS: providers.default(["openai"]),
  PROVIDER_POLL_SECONDS: seconds.default(60),
  CHAT_PROVIDER: z.enum(["openai"]).optional(),
  CHAT_MODEL: z.string().optional(),
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
});
type Variables = z.infer<typeof Variables>;

/** The names of all variables that the functions read, and so all that a sandbox has to let through. */
export const variableNames = Object.keys(Variables.shape);

/** One OpenAI-compatible service. For a server of one's own the key may be a formality. */
export type OpenAiService = { apiKey: string; baseUrl: string; model: string };

export type Speech = {
  /** Whom we ask, and who takes over when one is down. The others work with a caller's own key. */
  order: ProviderName[];
  /** Those whose model is named. */
  services: Partial<Record<ProviderName, Service>>;
  /** How long a provider that answers later may be silent before it is asked, or asked again. */
  pollSeconds: number;
};

export type Config = {
  supabaseUrl: string;
  /** Where users and providers reach us: differs from `supabaseUrl` behind a gateway of one's own. */
  publicUrl: string;
  databaseUrl: string;
  secretKey: string;
  /** What the database sends along when it rings the worker. */
  workerKey: string;
  /** Of projects that still sign tokens with a shared secret; the others publish their keys. */
  jwtSecret: string | undefined;
  /** What the secrets that sign webhooks are made from. */
  webhookKey: string;
  corsOrigins: string[];
  /** Tells where a request comes from; must be one that whatever stands before the functions sets or adds to. */
  clientAddressHeader: string;
  worker: { concurrency: number; seconds: number; leaseSeconds: number };
  links: LinkOptions;
  speech: Speech;
  chat: { provider: "openai"; openai: OpenAiService } | undefined;
};

/** Anything that answers for a variable's name: `Deno.env`, or a `Map` in a test. */
export type Environment = { get(name: string): string | undefined };

/** Reads the configuration. Throws one error that lists every problem by the variable's name and never quotes a value. */
export function parseConfig(environment: Environment): Config {
  const problems: string[] = [];
  const read = Object.entries(Variables.shape).map(([name, schema]) => {
    const parsed = schema.safeParse(environment.get(name)?.trim() || undefined);
    if (!parsed.success) problems.push(...parsed.error.issues.map(({ message }) => `${name}: ${message}`));
    return [name, parsed.data];
  });
  // What could not be read is undefined here, and its problem makes the line after the next throw.
  const config = toConfig(Object.fromEntries(read) as Variables, problems);
  if (problems.length > 0) throw new Error(`The configuration has problems:\n- ${problems.join("\n- ")}`);
  return config;
}

function toConfig(v: Variables, problems: string[]): Config {
  const demand = (value: string | undefined, problem: string): string => {
    if (value === undefined) problems.push(problem);
    return value ?? "";
  };
  const chatService = (): OpenAiService => ({
    apiKey: demand(
      v.CHAT_OPENAI_API_KEY ?? v.OPENAI_API_KEY,
      `CHAT_PROVIDER is "openai": set OPENAI_API_KEY or CHAT_OPENAI_API_KEY`,
    ),
    baseUrl: v.CHAT_OPENAI_BASE_URL ?? v.OPENAI_BASE_URL ?? openAiUrl,
    model: demand(v.CHAT_MODEL, "CHAT_MODEL: name the model to use"),
  });
  return {
    supabaseUrl: v.SUPABASE_URL,
    publicUrl: v.PUBLIC_URL ?? v.SUPABASE_URL,
    databaseUrl: demand(v.DATABASE_URL ?? v.SUPABASE_DB_URL, "Set DATABASE_URL or SUPABASE_DB_URL"),
    secretKey: demand(
      v.SUPABASE_SECRET_KEYS?.default ?? v.SUPABASE_SECRET_KEY ?? v.SUPABASE_SERVICE_ROLE_KEY,
      `Set SUPABASE_SECRET_KEYS with a key named "default", or SUPABASE_SECRET_KEY`,
    ),
    workerKey: demand(
      v.SUPABASE_SECRET_KEYS?.worker ?? v.WORKER_KEY,
      `Create a secret key named "worker" (in SUPABASE_SECRET_KEYS), or set WORKER_KEY`,
    ),
    jwtSecret: v.JWT_SECRET,
    webhookKey: demand(v.WEBHOOK_KEY, "WEBHOOK_KEY: set 32 random characters or more and keep them"),
    corsOrigins: v.CORS_ORIGINS,
    clientAddressHeader: v.CLIENT_ADDRESS_HEADER,
    worker: { concurrency: v.WORKER_CONCURRENCY, seconds: v.WORKER_SECONDS, leaseSeconds: v.LEASE_SECONDS },
    links: {
      allowPrivate: v.LINKS_ALLOW_PRIVATE,
      youtubeEnabled: v.YOUTUBE_ENABLED,
      googleDriveUrl: v.GOOGLE_DRIVE_BASE_URL,
    },
    speech: toSpeech(v, problems),
    chat: v.CHAT_PROVIDER && { provider: v.CHAT_PROVIDER, openai: chatService() },
  };
}

const openAiUrl = "https://api.openai.com/v1";

function toSpeech(v: Variables, problems: string[]): Speech {
  const facts: Record<ProviderName, Omit<Service, "model"> & { model: string | undefined }> = {
    openai: {
      apiKey: v.SPEECH_OPENAI_API_KEY ?? v.OPENAI_API_KEY,
      baseUrl: v.SPEECH_OPENAI_BASE_URL ?? v.OPENAI_BASE_URL ?? openAiUrl,
      model: v.SPEECH_OPENAI_MODEL,
    },
    assemblyai: {
      apiKey: v.ASSEMBLYAI_API_KEY,
      baseUrl: v.ASSEMBLYAI_BASE_URL ?? "https://api.assemblyai.com",
      model: v.ASSEMBLYAI_MODEL,
    },
    deepgram: {
      apiKey: v.DEEPGRAM_API_KEY,
      baseUrl: v.DEEPGRAM_BASE_URL ?? "https://api.deepgram.com",
      model: v.DEEPGRAM_MODEL,
    },
    gemini: {
      apiKey: v.GEMINI_API_KEY,
      baseUrl: v.GEMINI_BASE_URL ?? "https://generativelanguage.googleapis.com",
      model: v.GEMINI_MODEL,
    },
  };
  const services: Speech["services"] = {};
  for (const name of providerNames) {
    const { model, ...service } = facts[name];
    const prefix = name === "openai" ? "SPEECH_OPENAI" : name.toUpperCase();
    const keys = name === "openai" ? "OPENAI_API_KEY or SPEECH_OPENAI_API_KEY" : `${prefix}_API_KEY`;
    if (model) services[name] = { ...service, model };
    if (!(v.SPEECH_PROVIDERS ?? []).includes(name)) continue;
    if (!model) problems.push(`SPEECH_PROVIDERS names ${name}: set ${prefix}_MODEL to the model to use`);
    if (!service.apiKey) problems.push(`SPEECH_PROVIDERS names ${name}: set ${keys}`);
  }
  return { order: v.SPEECH_PROVIDERS, services, pollSeconds: v.PROVIDER_POLL_SECONDS };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
