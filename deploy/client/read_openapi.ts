import { createApi } from "../../functions/api/app.ts";
import { parseConfig } from "../../shared/config.ts";
import { createLog } from "../../shared/log.ts";

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

/** What `/openapi.json` answers, without a server or a database. */
export async function readOpenapi(): Promise<string> {
  const absent = () => {
    throw new Error("Only /openapi.json is asked for here");
  };
  const nothing = new Proxy({}, { get: absent });
  const api = createApi({
    config: parseConfig(new Map(Object.entries(variables))),
    log: createLog(() => {}),
    fetch: absent,
    verifyUser: absent,
    db: nothing as never,
    storage: nothing as never,
    language: nothing as never,
  });
  return await (await api.request("/api/openapi.json")).text();
}
