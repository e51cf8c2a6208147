import { parseEnv } from "node:util";
import { variableNames } from "../shared/config.ts";
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

/** True where the user named a model: then their own service transcribes, else the one of the local stack. */
export function choosesSpeech(chosen: Record<string, string>): boolean {
  return chosen.SPEECH_MODEL !== undefined;
}

/** The functions' variables. The address of the local speech server is theirs unless the user chose another service. */
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
    CORS_ORIGINS: "*",
    // Nothing here ends a worker before its time, and a slow machine may need it.
    WORKER_SECONDS: "1200",
    ...(speechModel && {
      SPEECH_MODEL: speechModel,
      SPEECH_OPENAI_API_KEY: keys.speechKey,
      SPEECH_OPENAI_BASE_URL: `${addresses.url}/speech/v1`,
    }),
    ...chosen,
  };
}
