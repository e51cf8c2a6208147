import { parseEnv } from "node:util";
import { variableNames } from "../shared/config.ts";
import { modelName } from "./answers/chat_request.ts";
import type { Keys } from "./keys.ts";

export type Addresses = { url: string; databaseUrl: string; adminDatabaseUrl: string };

/** What a program needs to use the stack: the file `<data-dir>/env`, for `source` and for dotenv readers. */
export function clientEnvironment(keys: Keys, { url, databaseUrl }: Addresses): Record<string, string> {
  return {
    SUPABASE_URL: url,
    SUPABASE_PUBLISHABLE_KEY: keys.publishableKey,
    SUPABASE_SECRET_KEY: keys.secretKey,
    SUPABASE_DB_URL: databaseUrl,
    WORKER_KEY: keys.workerKey,
    JWT_SECRET: keys.jwtSecret,
  };
}

/** Writes the file. Nobody but its owner can read it. */
export async function writeEnvironment(dataDir: string, variables: Record<string, string>): Promise<void> {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  await Deno.writeTextFile(`${dataDir}/env`, lines.join(""), { mode: 0o600 });
}

/** What only the local stack can know; a variable of the same name in the shell does not count. */
const ownNames = new Set(["SUPABASE_URL", "SUPABASE_DB_URL", "DATABASE_URL", "JWT_SECRET", "WORKER_KEY"]);
const isChosen = (name: string) => !ownNames.has(name) && !/^SUPABASE_.*KEY/.test(name);

/** Variables that the user chose, from the shell or else from `.env`: providers, limits, the public address. */
export async function readChosenVariables(): Promise<Record<string, string>> {
  const file = parseEnv(await Deno.readTextFile(".env").catch(() => ""));
  return Object.fromEntries(
    variableNames.filter(isChosen).flatMap((name) => {
      const value = Deno.env.get(name) ?? file[name];
      return value ? [[name, value]] : [];
    }),
  );
}

/** True where the user named other services: then those transcribe, else the one of the local stack. */
export function choosesSpeech({ SPEECH_OPENAI_MODEL, SPEECH_PROVIDERS }: Record<string, string>): boolean {
  return SPEECH_OPENAI_MODEL !== undefined || (SPEECH_PROVIDERS !== undefined && !/\bopenai\b/.test(SPEECH_PROVIDERS));
}

/** True where the user named other chat services, or none: then those answer, else the answerer of the local stack. */
export function choosesChat({ CHAT_PROVIDERS, CHAT_OPENAI_MODEL }: Record<string, string>): boolean {
  return CHAT_PROVIDERS !== undefined || CHAT_OPENAI_MODEL !== undefined;
}

/** The functions' variables. The local speech server and answerer are theirs unless the user chose other services. */
export function functionsEnvironment(
  keys: Keys,
  addresses: Addresses,
  chosen: Record<string, string>,
  speechModel: string | undefined,
): Record<string, string> {
  const { SUPABASE_URL, SUPABASE_DB_URL, JWT_SECRET } = clientEnvironment(keys, addresses);
  return {
    SUPABASE_URL: SUPABASE_URL!,
    SUPABASE_DB_URL: SUPABASE_DB_URL!,
    JWT_SECRET: JWT_SECRET!,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey, worker: keys.workerKey }),
    WEBHOOK_KEY: JWT_SECRET!,
    CORS_ORIGINS: "*",
    // Nothing here ends a worker before its time, and a slow machine may need it.
    WORKER_SECONDS: "1200",
    ...(speechModel && {
      SPEECH_OPENAI_MODEL: speechModel,
      SPEECH_OPENAI_API_KEY: keys.speechKey,
      SPEECH_OPENAI_BASE_URL: `${addresses.url}/speech/v1`,
    }),
    ...(!choosesChat(chosen) && {
      CHAT_PROVIDERS: "openai",
      CHAT_OPENAI_MODEL: modelName,
      CHAT_OPENAI_API_KEY: keys.answersKey,
      CHAT_OPENAI_BASE_URL: `${addresses.url}/answers/v1`,
    }),
    ...(chosen.OTEL_EXPORTER_OTLP_ENDPOINT && tracingByDeno),
    ...chosen,
  };
}

/**
 * Lets Deno trace by itself: what it sees, and what the functions tell. It would tell others of our traces, and the collector
 * of our log. Source: Deno docs, "OpenTelemetry".
 */
const tracingByDeno = {
  OTEL_DENO: "true",
  OTEL_DENO_CONSOLE: "ignore",
  OTEL_PROPAGATORS: "none",
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_SERVICE_NAME: "stenobase",
};
