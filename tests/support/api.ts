import assert from "node:assert/strict";
import { createApi } from "../../functions/api/app.ts";
import type { ApiDeps } from "../../functions/api/deps.ts";
import { type Auth, createAuth } from "../../local/auth/app.ts";
import { createGateway, type Service } from "../../local/gateway.ts";
import { createStorage as createStorageServer } from "../../local/storage/server.ts";
import { createVerifier } from "../../shared/auth.ts";
import { connectDatabase } from "../../shared/db.ts";
import { createLog } from "../../shared/log.ts";
import { createStorage } from "../../shared/storage.ts";
import { createMetrics } from "../../shared/telemetry/metrics.ts";
import { testConfig } from "./config.ts";
import { cloneDatabase, type TestDatabase } from "./database.ts";
import { type CheckResponse, createResponseCheck } from "./openapi.ts";
import { languageOf, modelOf, someAnswer } from "./language.ts";
import { liftLimits } from "./limits.ts";
import type { Person } from "./people.ts";
import { testServer } from "./test_server.ts";

/**
 * Calls the API below `/api`, as `person` unless the headers say otherwise; objects become JSON bodies. Whatever comes back
 * is checked against the API's own document.
 */
export type Call = (
  person: Person | undefined,
  method: string,
  path: string,
  body?: unknown,
  headers?: HeadersInit,
) => Promise<Response>;

export type TestApi = AsyncDisposable & {
  database: TestDatabase;
  deps: ApiDeps;
  /** Every line that the API has logged. At the end they are searched for secrets. */
  logs: string[];
  call: Call;
  /** The same API with other deps, such as a database that is down. */
  callWith(changes: Partial<ApiDeps>): Call;
  /** What the stack's gateway answers, the paths of Auth and Storage among it. */
  outside: Service;
};

/** The API over a database, an Auth and a Storage of its own, without ports: both are reached through the injected `fetch`. */
export async function startApi(changes: Record<string, string> = {}): Promise<TestApi> {
  const database = await cloneDatabase();
  await liftLimits(database.sql);
  const filesDir = await Deno.makeTempDir({ prefix: "stenobase-api-test-" });
  const config = testConfig(database.url, changes);
  const auth = serveAuth(database);
  const outside = await serveOutside(database, filesDir, auth);
  const logs: string[] = [];
  const fetchOutside = async (input: RequestInfo | URL, init?: RequestInit) =>
    await outside.fetch(new Request(input, init));
  const deps: ApiDeps = {
    config,
    db: connectDatabase(config.databaseUrl),
    storage: createStorage({ ...config, fetch: fetchOutside }),
    verifyUser: createVerifier(config),
    log: createLog((line) => void logs.push(line)),
    metrics: createMetrics(),
    fetch: fetchOutside,
    language: languageOf(modelOf(someAnswer)),
  };
  return {
    ...{ database, deps, logs, outside },
    call: createCall(deps),
    callWith: (changes) => createCall({ ...deps, ...changes }),
    [Symbol.asyncDispose]: async () => {
      assert.deepEqual(logs.filter((line) => secrets.test(line)), []);
      await deps.db.close();
      await auth.close();
      await database[Symbol.asyncDispose]();
      await Deno.remove(filesDir, { recursive: true });
    },
  };
}

/** Tokens, keys, and URLs that open something. */
const secrets = /eyJ[\w-]+\.|sbk_\w{20}|sb_(secret|publishable)_|sk-|[?&]token=/;

let checkResponse: CheckResponse | undefined;

function createCall(deps: ApiDeps): Call {
  const api = createApi(deps);
  return async (person, method, path, body, headers) => {
    const response = await api.request(`/api${path}`, init(person, method, body, headers));
    checkResponse ??= createResponseCheck(await (await api.request("/api/openapi.json")).text());
    await checkResponse(method, `/api${path.split("?")[0]}`, response);
    assert.match(response.headers.get("x-request-id") ?? "", /^[\w=-]+$/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    return response;
  };
}

function init(person: Person | undefined, method: string, body: unknown, headers?: HeadersInit): RequestInit {
  const all = new Headers(headers);
  if (person && !all.has("authorization")) all.set("authorization", `Bearer ${person.token}`);
  if (body === undefined || body instanceof FormData) return { method, headers: all, ...(body && { body }) };
  if (!all.has("content-type")) all.set("content-type", "application/json");
  return { method, headers: all, body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** Auth over the database, which connects when it is first asked for. */
function serveAuth({ adminUrl }: TestDatabase): Auth {
  const { url, keys } = testServer();
  let auth: Auth | undefined;
  const options = { databaseUrl: adminUrl, jwtSecret: keys.jwtSecret, publicUrl: url, tokenSeconds: 3600 };
  return {
    fetch: (request) => (auth ??= createAuth({ ...options, onMail: () => {} })).fetch(request),
    close: async () => await auth?.close(),
  };
}

async function serveOutside({ sql }: TestDatabase, filesDir: string, authAndRest: Auth): Promise<Service> {
  const { url, keys } = testServer();
  const storage = createStorageServer({
    withPool: (work) => work(sql),
    filesDir,
    jwtSecret: keys.jwtSecret,
    publicUrl: () => url,
  });
  const nothing = { fetch: () => new Response("Not here", { status: 404 }) };
  const others = {
    authAndRest,
    functions: nothing,
    speech: undefined,
    answers: undefined,
    docs: nothing,
    say: console.error,
  };
  return await createGateway({
    keys: { ...keys, databasePassword: "", speechKey: "", answersKey: "" },
    storage,
    ...others,
  });
}
