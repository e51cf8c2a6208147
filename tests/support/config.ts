import { type Config, parseConfig } from "../../shared/config.ts";
import { testServer } from "./test_server.ts";

/** A configuration as the stack gives it to the functions, for the database of a test. */
export function testConfig(databaseUrl: string, changes: Record<string, string> = {}): Config {
  const { url, keys } = testServer();
  const variables = {
    SUPABASE_URL: url,
    SUPABASE_DB_URL: databaseUrl,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey, worker: keys.workerKey }),
    JWT_SECRET: keys.jwtSecret,
    WEBHOOK_KEY: "what the webhooks of the tests are signed with",
    CORS_ORIGINS: "https://app.example.com",
    SPEECH_OPENAI_MODEL: "whisper-1",
    CHAT_PROVIDERS: "openai",
    CHAT_OPENAI_MODEL: "gpt-of-the-tests",
    OPENAI_API_KEY: "sk-of-the-tests",
    OPENAI_BASE_URL: "http://speech.example.com/v1",
    ...changes,
  };
  return parseConfig(new Map(Object.entries(variables)));
}
