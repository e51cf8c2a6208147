import { z } from "zod";

const seconds = z.coerce.number().int().positive();
const address = z.url({ protocol: /^https?$/, error: "must be an http(s) address" })
  .transform((url) => url.replace(/\/+$/, ""));
const connection = z.string().regex(/^postgres(ql)?:\/\//, "must be a postgres:// address");
const list = z.string().transform((text) => text.split(",").map((item) => item.trim()).filter(Boolean));
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
  CORS_ORIGINS: list.default([]),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(20).default(2),
  WORKER_SECONDS: seconds.default(140),
  LEASE_SECONDS: seconds.default(30),
  SPEECH_PROVIDER: z.enum(["openai"]).default("openai"),
  SPEECH_MODEL: z.string().optional(),
  CHAT_PROVIDER: z.enum(["openai"]).optional(),
  CHAT_MODEL: z.string().optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: address.optional(),
  SPEECH_OPENAI_API_KEY: z.string().optional(),
  SPEECH_OPENAI_BASE_URL: address.optional(),
  CHAT_OPENAI_API_KEY: z.string().optional(),
  CHAT_OPENAI_BASE_URL: address.optional(),
});
type Variables = z.infer<typeof Variables>;

/** The names of all variables that the functions read, and so all that a sandbox has to let through. */
export const variableNames = Object.keys(Variables.shape);

/** One OpenAI-compatible service. For a server of one's own the key may be a formality. */
export type OpenAiService = { apiKey: string; baseUrl: string; model: string };

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
  corsOrigins: string[];
  worker: { concurrency: number; seconds: number; leaseSeconds: number };
  speech: { provider: "openai"; openai: OpenAiService };
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
  const openAiFor = (area: "SPEECH" | "CHAT"): OpenAiService => ({
    apiKey: demand(
      v[`${area}_OPENAI_API_KEY`] ?? v.OPENAI_API_KEY,
      `${area}_PROVIDER is "openai": set OPENAI_API_KEY or ${area}_OPENAI_API_KEY`,
    ),
    baseUrl: v[`${area}_OPENAI_BASE_URL`] ?? v.OPENAI_BASE_URL ?? "https://api.openai.com/v1",
    model: demand(v[`${area}_MODEL`], `${area}_MODEL: name the model to use`),
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
    corsOrigins: v.CORS_ORIGINS,
    worker: { concurrency: v.WORKER_CONCURRENCY, seconds: v.WORKER_SECONDS, leaseSeconds: v.LEASE_SECONDS },
    speech: { provider: v.SPEECH_PROVIDER, openai: openAiFor("SPEECH") },
    chat: v.CHAT_PROVIDER && { provider: v.CHAT_PROVIDER, openai: openAiFor("CHAT") },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
