import assert from "node:assert/strict";
import { createLog } from "../../shared/log.ts";
import { createSentry } from "../../shared/telemetry/sentry.ts";
import { version } from "../../shared/version.ts";
import { startSentryServer } from "../support/sentry_server.ts";

/** A log whose errors go to the server. `sent` resolves when all have. */
function logTo(dsn: string) {
  const works: Promise<unknown>[] = [];
  const report = createSentry({ dsn, fetch, waitUntil: (work) => void works.push(work) });
  const log = createLog(() => {}, { function: "api" }, report);
  return { log, sent: () => Promise.all(works.splice(0)) };
}

Deno.test("an error that is logged reaches Sentry with its stack, its tags and the user's id, and nothing else of anybody", async () => {
  await using server = startSentryServer();
  const { log, sent } = logTo(server.dsn);
  const cause = new TypeError("connect to postgres://ann:hunter2@db failed", {
    cause: new Error("Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl is refused"),
  });
  const own = log.with({ request_id: "r1", user_id: "5b0e2f0c-8d35-4b9e-9c53-2f0f3d1d7a11", job_id: 7 });
  own.error("request failed", cause, { code: "internal_error", route: "/api/entries/:id" });
  await sent();
  const [event] = server.events;
  assert(event && server.events.length === 1);
  const [exception] = event.exception.values;
  assert.equal(exception?.type, "TypeError");
  assert.match(
    exception.value,
    /^connect to postgres:\/\/\[redacted\]@db failed \(caused by Error: \[redacted\] is refused\)$/,
  );
  assert(exception.stacktrace?.frames.some(({ filename }) => filename?.endsWith("sentry_test.ts")));
  assert.deepEqual([event.level, event.release, event.user], ["error", `stenobase@${version}`, {
    id: "5b0e2f0c-8d35-4b9e-9c53-2f0f3d1d7a11",
  }]);
  assert.deepEqual(event.tags, {
    ...{ event: "request failed", function: "api", request_id: "r1", job_id: 7 },
    ...{ code: "internal_error", route: "/api/entries/:id" },
  });
  for (const part of ["request", "breadcrumbs", "extra"]) assert.equal(event[part], undefined, part);
  assert.doesNotMatch(server.envelopes.join(), /hunter2|eyJ|c2lnbmF0/);
});

Deno.test("what is no error is reported too", async () => {
  await using server = startSentryServer();
  const { log, sent } = logTo(server.dsn);
  log.error("unhandled rejection", "just a text");
  await sent();
  assert.deepEqual(server.events.map(({ exception }) => exception.values[0]?.value), ["just a text"]);
});

Deno.test("a flood of errors is cut off, and a Sentry that is away or overrun disturbs nobody", async () => {
  await using server = startSentryServer();
  const flood = logTo(server.dsn);
  for (let i = 0; i < 500; i++) flood.log.error("request failed", new Error(`error ${i}`));
  await flood.sent();
  assert(server.events.length >= 60 && server.events.length <= 120, `${server.events.length} events`);

  server.answer(429);
  const overrun = logTo(server.dsn);
  const before = server.envelopes.length;
  for (let i = 0; i < 3; i++) {
    overrun.log.error("request failed", new Error("again"));
    await overrun.sent();
  }
  assert.equal(server.envelopes.length, before + 1);

  const away = logTo("http://0123456789abcdef0123456789abcdef@127.0.0.1:1/42");
  away.log.error("request failed", new Error("nobody hears it"));
  await away.sent();
});
