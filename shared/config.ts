import { type Chat, toChat } from "./config/chat.ts";
import { type Speech, toSpeech } from "./config/speech.ts";
import { toWatchers, type Watchers } from "./config/watchers.ts";
import { Variables } from "./config/variables.ts";
import type { LinkOptions } from "./links/types.ts";
import type { Clamd } from "./malware/clamd.ts";

/** The names of all variables that the functions read, and so all that a sandbox has to let through. */
export const variableNames = Object.keys(Variables.shape);

export type Config = {
  supabaseUrl: string;
  /** Where users and providers reach us: differs from `supabaseUrl` behind a gateway of one's own. */
  publicUrl: string;
  databaseUrl: string;
  /** Who signed the database's certificate, as PEM, beside those whom everybody trusts and Supabase itself. */
  databaseCa: string | undefined;
  secretKey: string;
  /** What the database sends along when it rings the worker. */
  workerKey: string;
  /** Of projects that still sign tokens with a shared secret; the others publish their keys. */
  jwtSecret: string | undefined;
  /** What the secrets that sign webhooks are made from. */
  webhookKey: string;
  /** The key before, while receivers change over: its secrets sign beside those of the present one. */
  previousWebhookKey: string | undefined;
  corsOrigins: string[];
  /** Tells where a request comes from; must be one that whatever stands before the functions sets or adds to. */
  clientAddressHeader: string;
  worker: { concurrency: number; seconds: number; leaseSeconds: number };
  links: LinkOptions;
  /** Scans files for malware before they are ready; undefined where nobody does. */
  clamd: Clamd | undefined;
  speech: Speech;
  chat: Chat;
  watchers: Watchers;
};

/** Anything that answers for a variable's name: `Deno.env`, or a `Map` in a test. */
export type Environment = { get(name: string): string | undefined };

/** Variables that are missing or cannot be read: each problem begins with the name and quotes no value. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration has problems:\n- ${problems.join("\n- ")}`);
  }
}

/** Reads the configuration. Throws one `ConfigError` with every problem. */
export function parseConfig(environment: Environment): Config {
  const problems: string[] = [];
  const read = Object.entries(Variables.shape).map(([name, schema]) => {
    const parsed = schema.safeParse(environment.get(name)?.trim() || undefined);
    if (!parsed.success) problems.push(...parsed.error.issues.map(({ message }) => `${name}: ${message}`));
    return [name, parsed.data];
  });
  // What could not be read is undefined here, and its problem makes the line after the next throw.
  const config = toConfig(Object.fromEntries(read) as Variables, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function toConfig(v: Variables, problems: string[]): Config {
  const demand = (value: string | undefined, problem: string): string => {
    if (value === undefined) problems.push(problem);
    return value ?? "";
  };
  return {
    supabaseUrl: v.SUPABASE_URL,
    publicUrl: v.PUBLIC_URL ?? v.SUPABASE_URL,
    databaseUrl: demand(v.DATABASE_URL ?? v.SUPABASE_DB_URL, "Set DATABASE_URL or SUPABASE_DB_URL"),
    databaseCa: v.DATABASE_CA,
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
    previousWebhookKey: v.WEBHOOK_KEY_PREVIOUS,
    corsOrigins: v.CORS_ORIGINS,
    clientAddressHeader: v.CLIENT_ADDRESS_HEADER,
    worker: { concurrency: v.WORKER_CONCURRENCY, seconds: v.WORKER_SECONDS, leaseSeconds: v.LEASE_SECONDS },
    links: {
      allowPrivate: v.LINKS_ALLOW_PRIVATE,
      youtubeEnabled: v.YOUTUBE_ENABLED,
      googleDriveUrl: v.GOOGLE_DRIVE_BASE_URL,
    },
    clamd: v.CLAMAV_HOST && { ...v.CLAMAV_HOST, seconds: v.CLAMAV_SECONDS },
    speech: toSpeech(v, problems),
    chat: toChat(v, problems),
    watchers: toWatchers(v),
  };
}
