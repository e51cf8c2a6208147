import assert from "node:assert/strict";
import { parseConfig, variableNames } from "../../shared/config.ts";

const sound = {
  SUPABASE_URL: "https://project.supabase.co/",
  SUPABASE_DB_URL: "postgresql://postgres:pass@db.example.com:5432/postgres",
  SUPABASE_SECRET_KEYS: JSON.stringify({ default: "sb_secret_default", worker: "sb_secret_worker" }),
  SPEECH_OPENAI_MODEL: "whisper-1",
  OPENAI_API_KEY: "sk-general",
  WEBHOOK_KEY: "a key of thirty-two characters or more",
};
const parse = (changes: Record<string, string | undefined> = {}) => {
  const all: Record<string, string | undefined> = { ...sound, ...changes };
  return parseConfig({ get: (name) => all[name] });
};
const problemsOf = (changes: Record<string, string | undefined>): string[] => {
  try {
    parse(changes);
  } catch (error) {
    const [first, ...problems] = (error as Error).message.split("\n- ");
    assert.equal(first, "The configuration has problems:");
    return problems;
  }
  return [];
};

Deno.test("what a hosted project gives is enough", () => {
  assert.deepEqual(parse(), {
    supabaseUrl: "https://project.supabase.co",
    publicUrl: "https://project.supabase.co",
    databaseUrl: sound.SUPABASE_DB_URL,
    databaseCa: undefined,
    secretKey: "sb_secret_default",
    workerKey: "sb_secret_worker",
    jwtSecret: undefined,
    webhookKey: sound.WEBHOOK_KEY,
    previousWebhookKey: undefined,
    corsOrigins: [],
    worker: { concurrency: 2, seconds: 140, leaseSeconds: 30 },
    links: {
      allowPrivate: false,
      youtubeEnabled: false,
      googleDriveUrl: "https://drive.usercontent.google.com",
    },
    clientAddressHeader: "cf-connecting-ip",
    clamd: undefined,
    speech: {
      order: ["openai"],
      services: { openai: { apiKey: "sk-general", baseUrl: "https://api.openai.com/v1", model: "whisper-1" } },
      pollSeconds: 60,
    },
    chat: { order: [], services: {} },
    watchers: { sentryDsn: undefined, tracing: undefined },
  });
});

Deno.test("the more special variable wins", () => {
  const config = parse({
    PUBLIC_URL: "https://api.example.com",
    DATABASE_URL: "postgres://pooler.example.com:6543/postgres",
    CORS_ORIGINS: "https://a.example.com, https://b.example.com,",
    SPEECH_OPENAI_API_KEY: "sk-speech",
    SPEECH_OPENAI_BASE_URL: "http://speech.example.com/v1/",
    CHAT_PROVIDERS: "openai",
    CHAT_OPENAI_MODEL: "gpt-5",
    CHAT_OPENAI_BASE_URL: "http://chat.example.com/v1",
  });
  assert.equal(config.publicUrl, "https://api.example.com");
  assert.equal(config.databaseUrl, "postgres://pooler.example.com:6543/postgres");
  assert.deepEqual(config.corsOrigins, ["https://a.example.com", "https://b.example.com"]);
  const speech = { apiKey: "sk-speech", baseUrl: "http://speech.example.com/v1", model: "whisper-1" };
  assert.deepEqual(config.speech.services.openai, speech);
  const chat = { apiKey: "sk-general", baseUrl: "http://chat.example.com/v1", model: "gpt-5" };
  assert.deepEqual(config.chat.services.openai, { ...chat, contextTokens: 128_000, wire: "chat" });
});

Deno.test("providers of speech need a key and a model each, and others may be named for callers with their own key", () => {
  const { order, services } = parse({
    SPEECH_PROVIDERS: "assemblyai, openai",
    ASSEMBLYAI_API_KEY: "a",
    ASSEMBLYAI_MODEL: "universal-2",
    ASSEMBLYAI_BASE_URL: "https://api.eu.assemblyai.com/",
    GEMINI_MODEL: "gemini-3.5-transcribe",
  }).speech;
  assert.deepEqual(order, ["assemblyai", "openai"]);
  assert.deepEqual(services.assemblyai, {
    apiKey: "a",
    baseUrl: "https://api.eu.assemblyai.com",
    model: "universal-2",
  });
  assert.deepEqual([services.gemini?.apiKey, services.deepgram], [undefined, undefined]);
  assert.deepEqual(parse({ SPEECH_PROVIDERS: "none", OPENAI_API_KEY: undefined }).speech.order, []);
  assert.deepEqual(problemsOf({ SPEECH_PROVIDERS: "deepgram,openai", OPENAI_API_KEY: undefined }), [
    "SPEECH_PROVIDERS names openai: set OPENAI_API_KEY or SPEECH_OPENAI_API_KEY",
    "SPEECH_PROVIDERS names deepgram: set DEEPGRAM_MODEL to the model to use",
    "SPEECH_PROVIDERS names deepgram: set DEEPGRAM_API_KEY",
  ]);
});

Deno.test("older projects name their keys otherwise", () => {
  const own = { SUPABASE_SECRET_KEYS: undefined, WORKER_KEY: "a key of sixteen or more" };
  assert.equal(parse({ ...own, SUPABASE_SERVICE_ROLE_KEY: "eyJ" }).secretKey, "eyJ");
  assert.equal(parse({ ...own, SUPABASE_SERVICE_ROLE_KEY: "eyJ", SUPABASE_SECRET_KEY: "sb" }).secretKey, "sb");
  assert.equal(parse({ ...own, SUPABASE_SECRET_KEY: "sb" }).workerKey, "a key of sixteen or more");
  const empty = { ...own, SUPABASE_SECRET_KEYS: '{"default":""}', SUPABASE_SERVICE_ROLE_KEY: "eyJ" };
  assert.equal(parse(empty).secretKey, "eyJ");
});

Deno.test("an empty variable is one that is not set", () => {
  assert.equal(parse({ PUBLIC_URL: "  ", JWT_SECRET: "" }).publicUrl, "https://project.supabase.co");
});

Deno.test("all problems come at once, by name, and no value is quoted", () => {
  const secret = "hunter2-hunter2";
  const problems = problemsOf({
    SUPABASE_URL: `ftp://${secret}`,
    SUPABASE_DB_URL: `mysql://${secret}`,
    SUPABASE_SECRET_KEYS: `{"default": "${secret}"`,
    DATABASE_URL: `postgres://postgres:${secret}@db.example.com/postgres?sslmode=allow`,
    DATABASE_CA: secret,
    JWT_SECRET: secret,
    WORKER_CONCURRENCY: `21 ${secret}`,
    LEASE_SECONDS: "0",
    SPEECH_PROVIDERS: secret,
    SPEECH_OPENAI_MODEL: undefined,
    OPENAI_API_KEY: undefined,
    OPENAI_BASE_URL: secret,
  });
  for (
    const expected of [
      "SUPABASE_URL: must be an http(s) address",
      "SUPABASE_DB_URL: must be a postgres:// address",
      "DATABASE_URL: may have disable, prefer, require, verify-ca, verify-full as its sslmode",
      "DATABASE_CA: must be a certificate as PEM",
      "SUPABASE_SECRET_KEYS: must be a JSON object of names and keys",
      "JWT_SECRET: must have 32 characters or more",
      "OPENAI_BASE_URL: must be an http(s) address",
    ]
  ) assert.ok(problems.includes(expected), expected);
  for (const name of ["WORKER_CONCURRENCY", "LEASE_SECONDS", "SPEECH_PROVIDERS"]) {
    assert.equal(problems.filter((problem) => problem.startsWith(`${name}: `)).length, 1, name);
  }
  assert.doesNotMatch(problems.join("\n"), /hunter2/);
  assert.equal(new Set(problems).size, problems.length);
});

Deno.test("what is missing is said together with what is wrong", () => {
  const gaps = {
    SUPABASE_DB_URL: undefined,
    SUPABASE_SECRET_KEYS: "{}",
    WEBHOOK_KEY: undefined,
    CHAT_PROVIDERS: "openai",
  };
  assert.deepEqual(problemsOf(gaps), [
    "Set DATABASE_URL or SUPABASE_DB_URL",
    'Set SUPABASE_SECRET_KEYS with a key named "default", or SUPABASE_SECRET_KEY',
    'Create a secret key named "worker" (in SUPABASE_SECRET_KEYS), or set WORKER_KEY',
    "WEBHOOK_KEY: set 32 random characters or more and keep them",
    "CHAT_PROVIDERS names openai: set CHAT_OPENAI_MODEL to the model to use",
  ]);
});

Deno.test("every variable that is read is named, so that a sandbox can let it through", () => {
  const read = new Set<string>();
  parseConfig({
    get(name) {
      read.add(name);
      return sound[name as keyof typeof sound];
    },
  });
  assert.deepEqual([...read].sort(), [...variableNames].sort());
});

Deno.test("who watches is named by Sentry's and OpenTelemetry's own variables", () => {
  const { watchers } = parse({
    SENTRY_DSN: "https://0123abcd@o1.ingest.sentry.io/42",
    OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example.com/otlp/",
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%3Db, x-team=voice",
  });
  assert.deepEqual(watchers, {
    sentryDsn: "https://0123abcd@o1.ingest.sentry.io/42",
    tracing: {
      endpoint: "https://collector.example.com/otlp",
      headers: { "x-key": "a=b", "x-team": "voice" },
      serviceName: "stenobase",
      byDeno: false,
    },
  });
  const wrong = { SENTRY_DSN: "sentry.io/42", OTEL_EXPORTER_OTLP_HEADERS: "secret", OTEL_EXPORTER_OTLP_ENDPOINT: "no" };
  assert.deepEqual(problemsOf(wrong).map((problem) => problem.split(":")[0]), Object.keys(wrong).sort(inOrder));
});

const inOrder = (a: string, b: string) => variableNames.indexOf(a) - variableNames.indexOf(b);

Deno.test("a scanner is a host with a port, its usual one where nothing else is said", () => {
  const clamdOf = (host: string) => parse({ CLAMAV_HOST: host }).clamd;
  assert.deepEqual(clamdOf("clamav"), { hostname: "clamav", port: 3310, seconds: 60 });
  assert.deepEqual(clamdOf("10.0.0.5:3311"), { hostname: "10.0.0.5", port: 3311, seconds: 60 });
  assert.deepEqual(clamdOf("[fd00::5]:3312"), { hostname: "fd00::5", port: 3312, seconds: 60 });
  for (const host of ["http://clamav:3310", "clamav:", "clamav:99999", "fd00::5", "a b"]) {
    assert.deepEqual(problemsOf({ CLAMAV_HOST: host }), [
      "CLAMAV_HOST: must be a host, or a host and a port, such as clamav:3310",
    ]);
  }
});
