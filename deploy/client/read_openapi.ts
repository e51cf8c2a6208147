import { createApi } from "../../functions/api/app.ts";
import type { ApiDeps } from "../../functions/api/deps.ts";
import { parseConfig } from "../../shared/config.ts";
import { createLog } from "../../shared/log.ts";
import { createMetrics } from "../../shared/telemetry/metrics.ts";

/** Enough to say what routes there are: nothing is connected to. */
const variables = {
  SUPABASE_URL: "http://127.0.0.1:54321",
  SUPABASE_DB_URL: "postgres://127.0.0.1/none",
  SUPABASE_SECRET_KEY: "a key of no project at all",
  WORKER_KEY: "a key of no project at all",
  WEBHOOK_KEY: "with which nothing is signed, as nothing is called",
  SPEECH_PROVIDERS: "openai",
  SPEECH_OPENAI_MODEL: "whisper-1",
  OPENAI_API_KEY: "of-no-account",
  CHAT_PROVIDERS: "none",
};

/** What `/openapi.json` answers, without a server or a database: nothing else is asked for, so nothing else is there. */
export async function readOpenapi(): Promise<string> {
  const config = parseConfig(new Map(Object.entries(variables)));
  const api = createApi({ config, log: createLog(() => {}), metrics: createMetrics() } as ApiDeps);
  const response = await api.request("/api/openapi.json");
  const text = await response.text();
  if (!response.ok) throw new Error(`There is no document: ${text}`);
  return text;
}
