import { createClient, FunctionRegion } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { connectDatabase } from "../../shared/db.ts";
import { createStorage } from "../../shared/storage.ts";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";

Deno.test("errors and headers of the API", async (t) => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);

  await t.step("a path or a method that is not there is a problem that says where to look", async () => {
    const paths = [
      "GET /nothing",
      "DELETE /health",
      "PUT /entries",
      "POST /transcriptions/x/y/z",
      "POST /openapi.json",
    ];
    for (const [method = "", path = ""] of paths.map((line) => line.split(" "))) {
      const problem = await readProblem(await api.call(ann, method, path));
      assert.deepEqual([problem.status, problem.code], [404, "route_not_found"]);
      assert(problem.detail.includes(`${method} at '/api${path}'`) && problem.detail.includes("openapi.json"));
    }
  });

  await t.step("an error of ours shows nothing of itself, and is logged with the request's id", async () => {
    const asUser = () => Promise.reject(new Error("column secret_plan of relation entries is broken"));
    const call = api.callWith({ db: { ...api.deps.db, asUser } });
    const response = await call(ann, "GET", "/entries", undefined, { "x-request-id": "case-of-an-error" });
    const problem = await readProblem(response);
    assert.deepEqual([problem.status, problem.code, problem.retryable], [500, "internal_error", false]);
    assert(!JSON.stringify(problem).includes("secret_plan"));
    const lines = api.logs.map((line) => JSON.parse(line)).filter((line) => line.request_id === "case-of-an-error");
    assert.deepEqual(lines.map(({ level, event }) => [level, event]), [["error", "request failed"], [
      "info",
      "request",
    ]]);
    assert(lines[0].cause.includes("secret_plan") && lines[0].stack.includes("errors_test.ts"));
    assert.deepEqual([lines[0].user_id, lines[0].code], [ann.id, "internal_error"]);
  });

  await t.step("a database that is down is a problem of now, and no trace of its address is shown", async () => {
    const db = connectDatabase("postgres://postgres:secret-word@127.0.0.1:1/postgres");
    const response = await api.callWith({ db })(ann, "GET", "/entries");
    assert.equal(response.headers.get("retry-after"), "5");
    const problem = await readProblem(response);
    assert.deepEqual([problem.status, problem.code, problem.retryable], [503, "database_unavailable", true]);
    assert(!/127\.0\.0\.1|secret-word/.test(JSON.stringify(problem)));
    assert(!api.logs.some((line) => line.includes("secret-word")));
    await db.close();
  });

  await t.step("a connection that the database ends while it works is a problem of now too", async () => {
    const db = connectDatabase(api.database.url, { connections: 1 });
    const asUser: typeof db.asUser = (caller, work) =>
      db.asUser(caller, async (tx) => {
        await tx`select pg_sleep(30)`;
        return await work(tx);
      });
    const broken = api.callWith({ db: { ...db, asUser } })(ann, "GET", "/entries");
    await until(async () => {
      const ended = await api.database.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query = 'select pg_sleep(30)'`;
      return ended.length > 0;
    });
    assert.equal(await outcomeOfResponse(await broken), "503 database_unavailable");
    assert.equal((await api.callWith({ db })(ann, "GET", "/entries")).status, 200);
    await db.close();
  });

  await t.step("a storage that fails is a problem of now, and leaves no entry behind", async () => {
    const fetch = () => Promise.reject(new TypeError("connection refused"));
    const storage = createStorage({ ...api.deps.config, fetch });
    const body = { kind: "audio", filename: "talk.mp3", byte_size: 9 };
    const response = await api.callWith({ storage })(ann, "POST", "/entries", body);
    assert.equal(await outcomeOfResponse(response), "503 storage_unavailable");
    assert.deepEqual([...await api.database.sql`select id from public.entries`], []);
  });

  await t.step("a caller's own request id is kept where it is sane, and replaced where it is not", async () => {
    const idFor = async (id: string) =>
      (await api.call(ann, "GET", "/entries", undefined, { "x-request-id": id })).headers.get("x-request-id");
    assert.equal(await idFor("my-own_id=7"), "my-own_id=7");
    for (const bad of ["spaces are bad", "x".repeat(300), "<script>", ""]) {
      assert.match(await idFor(bad) ?? "", /^[0-9a-f-]{36}$/);
    }
  });

  await t.step("a refusal of a token says how to sign in, and a browser may read it", async () => {
    const origin = "https://app.example.com";
    const response = await api.call(undefined, "GET", "/entries", undefined, { origin });
    assert.equal(response.headers.get("www-authenticate"), "Bearer");
    assert.equal(response.headers.get("access-control-allow-origin"), origin);
    assert.equal(await outcomeOfResponse(response), "401 token_missing");
  });

  await t.step("every request is logged once, by its route and not by its path", async () => {
    const id = crypto.randomUUID();
    await api.call(ann, "GET", `/entries/${id}?q=private+words`, undefined, { "x-request-id": "logged" });
    const lines = api.logs.map((line) => JSON.parse(line)).filter((line) => line.request_id === "logged");
    const [{ method, route, status, ms, user_id }] = lines;
    assert.deepEqual([lines.length, method, route, status, user_id], [1, "GET", "/api/entries/:id", 404, ann.id]);
    assert(Number.isInteger(ms));
    assert(!JSON.stringify(lines).includes("private"));
  });
});

Deno.test("every answer is kept from caches, frames and pages, whatever it says", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const answers = [
    await api.call(ann, "POST", "/entries", { kind: "text", text: "Hello" }),
    await api.call(ann, "GET", "/entries"),
    await api.call(ann, "GET", "/nothing"),
    await api.call(undefined, "GET", "/v1/models"),
    await api.call(undefined, "GET", "/openapi.json"),
  ];
  for (const { headers } of answers) {
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert.equal(headers.get("strict-transport-security"), "max-age=63072000; includeSubDomains");
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(headers.get("x-powered-by"), null);
  }
});

Deno.test("browsers of other origins", async (t) => {
  await using api = await startApi();
  const preflight = async (origin: string) => {
    const headers = {
      origin,
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "authorization",
    };
    return (await api.call(undefined, "OPTIONS", "/entries", undefined, headers)).headers;
  };

  await t.step("may call from an origin that was configured", async () => {
    const headers = await preflight("https://app.example.com");
    assert.equal(headers.get("access-control-allow-origin"), "https://app.example.com");
    assert.match(headers.get("access-control-allow-methods") ?? "", /PATCH/);
    for (const name of ["authorization", "apikey", "content-type", "x-client-info", "last-event-id"]) {
      assert(headers.get("access-control-allow-headers")?.includes(name), name);
    }
  });

  await t.step("may send whatever supabase-js sends along when it invokes a function", async () => {
    const sent: string[] = [];
    const supabase = createClient("https://project.example.com", "sb_publishable_of_the_tests", {
      auth: { persistSession: false, autoRefreshToken: false },
      global: {
        fetch: (_url, init) => {
          sent.push(...new Headers(init?.headers).keys());
          return Promise.resolve(Response.json({}));
        },
      },
    });
    const headers = { "idempotency-key": "once" };
    await supabase.functions.invoke("api/entries", { body: {}, headers, region: FunctionRegion.EuCentral1 });
    assert(sent.includes("x-region") && sent.includes("apikey") && sent.includes("x-client-info"), sent.join());
    const allowed = (await preflight("https://app.example.com")).get("access-control-allow-headers")?.split(",") ?? [];
    // The last three are there where a page traces. Source: supabase-js 2.119.0, `tracePropagation`.
    for (const name of [...sent, "traceparent", "tracestate", "baggage"]) assert(allowed.includes(name), name);
  });

  await t.step("may not call from another one, nor from one that only looks like it", async () => {
    for (
      const origin of ["https://evil.example.com", "https://app.example.com.evil.com", "http://app.example.com", "null"]
    ) {
      assert.equal((await preflight(origin)).get("access-control-allow-origin"), null, origin);
      const answer = await api.call(undefined, "GET", "/health/live", undefined, { origin });
      assert.equal(answer.headers.get("access-control-allow-origin"), null, origin);
    }
  });

  await t.step("never send cookies or what a browser has stored, and no cache mixes them up", async () => {
    for (const origins of ["https://app.example.com", "*"]) {
      const config = { ...api.deps.config, corsOrigins: [origins] };
      const headers = { origin: "https://app.example.com" };
      const answer = await api.callWith({ config })(undefined, "GET", "/health/live", undefined, headers);
      assert.equal(answer.headers.get("access-control-allow-credentials"), null);
      assert.equal(answer.headers.get("access-control-allow-origin"), origins);
      assert.equal(answer.headers.get("vary"), origins === "*" ? null : "Origin");
    }
  });

  await t.step("may read the headers that an app needs", async () => {
    const response = await api.call(undefined, "GET", "/health/live", undefined, { origin: "https://app.example.com" });
    const exposed = response.headers.get("access-control-expose-headers") ?? "";
    for (const name of ["x-request-id", "content-disposition", "retry-after"]) assert(exposed.includes(name), name);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!(await holds())) assert(Date.now() < deadline, "It did not come in time");
}
