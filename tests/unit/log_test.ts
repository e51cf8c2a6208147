import assert from "node:assert/strict";
import { createLog } from "../../shared/log.ts";
import { redact } from "../../shared/redact.ts";

Deno.test("each event is one line of JSON with the fields of its log", () => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line), { function: "api" }).with({ request_id: "r1" });
  log.info("request", { status: 200 });
  log.error("request failed", new TypeError("line one\nline two"), { code: "internal_error" });
  const [info, error] = lines.map((line) => JSON.parse(line));
  assert.ok(Math.abs(Date.parse(info.at) - Date.now()) < 60_000);
  assert.deepEqual(info, {
    at: info.at,
    level: "info",
    event: "request",
    function: "api",
    request_id: "r1",
    status: 200,
  });
  assert.deepEqual([error.level, error.code, error.request_id], ["error", "internal_error", "r1"]);
  assert.equal(error.cause, "TypeError: line one\nline two");
  assert.match(error.stack, /log_test\.ts/);
  assert.ok(lines.every((line) => !line.includes("\n")));
});

Deno.test("causes are redacted, also those that are no errors", () => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line));
  log.error("failed", new Error("connect to postgres://postgres:hunter2@db.example.com failed"));
  log.error("failed", "Incorrect API key: sk-live-1234");
  assert.doesNotMatch(lines.join("\n"), /hunter2|sk-live/);
  assert.match(lines[0]!, /postgres:\/\/\[redacted\]@db\.example\.com/);
});

Deno.test("what looks like a secret is taken out, and the sentence around it stays", () => {
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl_-x";
  const cases: [string, string][] = [
    ["key sk-proj-abc_DEF-123 is wrong", "key [redacted] is wrong"],
    ["sb_secret_abc123, sb_publishable_x", "[redacted], [redacted]"],
    [`token ${jwt} expired`, "token [redacted] expired"],
    ["GET /object?token=abc.def&download=1 failed", "GET /object?[redacted]&download=1 failed"],
    ["password=hunter2 user=ann", "[redacted] user=ann"],
    ["https://ann:hunter2@example.com/x", "https://[redacted]@example.com/x"],
    ["Authorization: Bearer opaque-token-123", "Authorization: [redacted]"],
    ["send a bearer token", "send a bearer token"],
    ['{"api_key": "abc123", "user": "ann"}', '{"api_[redacted]", "user": "ann"}'],
    ["see https://example.com:443/a@b for a key", "see https://example.com:443/a@b for a key"],
    ["nothing to hide", "nothing to hide"],
  ];
  for (const [text, expected] of cases) assert.equal(redact(text), expected);
});

/** As they look in messages of servers, libraries and databases. None was ever valid. */
const realLooking = {
  "our own keys for users": "sbk_Zm9yIHRlc3RzIG9ubHkgbm90IGEga2V5",
  "a secret key of Supabase": "sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz",
  "a token of a user": "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiI5In0.MEUCIQDx_fake-signature",
  "OpenAI": "sk-proj-4f8s0Tq_aVb-19xPzQ",
  "Anthropic": "sk-ant-api03-Xk29_aa-bb",
  "Stripe": "rk_" + "live_51H8aBcDeFgHiJkL",
  "Groq": "gsk_a1B2c3D4e5F6g7H8",
  "Google": "AIza" + "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
  "GitHub": "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
  "AWS": "AKIA" + "IOSFODNN7EXAMPLE",
  "AssemblyAI": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  "Deepgram": "0123456789abcdef0123456789abcdef01234567",
  "a webhook's secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
};

Deno.test("no secret gets into a line, in a message, a stack or a cause behind it, however it is written", () => {
  const contexts: ((secret: string) => string)[] = [
    (secret) => `The key ${secret} is not valid`,
    (secret) => `Incorrect API key provided: ${secret}. Find yours at https://example.com/keys.`,
    (secret) => `GET https://example.com/v1/files?api_key=${secret}&page=2 failed`,
    (secret) => `GET https://example.com/object/sign/audio/a.mp3?token=${secret} answered 400`,
    (secret) => `postgres://postgres.ref:${secret}@aws-0-eu.pooler.supabase.com:6543/postgres: no route`,
    (secret) => `https://${secret}@o450.ingest.de.sentry.io/4507 is no address`,
    (secret) => `{"headers": {"authorization": "Bearer ${secret}", "accept": "*/*"}}`,
    (secret) => `request to api.deepgram.com with Authorization: Token ${secret}`,
    (secret) => `authorization: Basic ${btoa(`user:${secret}`)}`,
    (secret) => `apikey: ${secret}`,
    (secret) => `'x-api-key': '${secret}'`,
    (secret) => `set-cookie: session=${secret}; HttpOnly`,
    (secret) => `password=${secret} host=localhost`,
    (secret) => `"client_secret":"${secret}"`,
    (secret) => `https://bucket.s3.amazonaws.com/a?X-Amz-Credential=${secret}%2F2026&X-Amz-Signature=${secret}`,
  ];
  for (const [whose, secret] of Object.entries(realLooking)) {
    for (const write of contexts) {
      const lines: string[] = [];
      const text = write(secret);
      const inner = new Error(text);
      const errors = [
        text,
        inner,
        new Error("Something failed", { cause: inner }),
        new AggregateError([new TypeError("other"), new Error("deeper", { cause: text })], "All failed"),
      ];
      for (const error of errors) createLog((line) => lines.push(line)).error("failed", error);
      const encoded = btoa(`user:${secret}`);
      for (const line of lines) assert(!line.includes(secret) && !line.includes(encoded), `${whose}: ${line}`);
    }
  }
});

Deno.test("a private key is taken out whole", () => {
  const key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIZ\noAoGCCqGSM49\n-----END EC PRIVATE KEY-----";
  assert.equal(redact(`Bad key:\n${key}\nsorry`), "Bad key:\n[redacted]\nsorry");
});

Deno.test("what lies behind an error is told, the nearest first, and one that names itself ends it", () => {
  const lines: string[] = [];
  const round = new Error("round");
  round.cause = new TypeError("and round", { cause: round });
  createLog((line) => lines.push(line)).error("failed", round);
  assert.equal(JSON.parse(lines[0]!).caused_by, "TypeError: and round");
});

Deno.test("each error that is logged is reported with the fields of its line", () => {
  const reported: unknown[] = [];
  const log = createLog(() => {}, { function: "api" }, (...report) => reported.push(report));
  const cause = new Error("cause");
  log.with({ request_id: "r1" }).error("request failed", cause, { code: "internal_error" });
  log.info("request", { status: 200 });
  assert.deepEqual(reported, [["request failed", cause, {
    function: "api",
    request_id: "r1",
    code: "internal_error",
  }]]);
});
