import assert from "node:assert/strict";
import { createLog, redact } from "../../shared/log.ts";

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
