import assert from "node:assert/strict";
import { createApi } from "../../functions/api/app.ts";
import { createCallback } from "../../functions/callback/app.ts";
import { createWorker } from "../../functions/worker/app.ts";
import type { Config } from "../../shared/config.ts";
import { createSpeech, type FindTranscriber } from "../../shared/speech/registry.ts";
import { type Call, startApi, type TestApi } from "./api.ts";
import { addFixture } from "./entries.ts";
import { addPerson, type Person } from "./people.ts";

export type Pipeline = AsyncDisposable & {
  api: TestApi;
  ann: Person;
  /** Calls the API, whose own calls reach the worker. */
  call: Call;
  /** Rings the worker and resolves when it has nothing to do, calls of providers included. */
  ring(speech?: FindTranscriber): Promise<void>;
  /** Makes all that waits due, as time would, and rings. */
  later(): Promise<void>;
  /** Brings a fixture and asks for its transcription; gives the answer to the latter. */
  submit(options?: Record<string, unknown>, headers?: HeadersInit): Promise<{ id: string; status: string }>;
  read(id: string): Promise<Record<string, unknown>>;
  jobs(): Promise<string[]>;
};

/**
 * All three functions over one database, at `publicUrl`, with real adapters: providers reach the callback and the audio over HTTP. `changes`
 * are variables, such as the base URLs of providers' servers.
 */
export async function startPipeline(
  changes: Record<string, string>,
  makeSpeech: (config: Config["speech"]) => FindTranscriber = createSpeech,
): Promise<Pipeline> {
  let answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => answer(request));
  const api = await startApi({ PUBLIC_URL: `http://127.0.0.1:${http.addr.port}`, ...changes });
  const ann = await addPerson(api.database.sql);
  const works: Promise<unknown>[] = [];

  const fetchInside = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    return new URL(request.url).pathname === "/functions/v1/worker"
      ? await answer(request)
      : await api.deps.fetch(request);
  };
  const deps = { ...api.deps, fetch: fetchInside };
  const speech = makeSpeech(deps.config.speech);
  const workerOf = (find: FindTranscriber) =>
    createWorker({ ...deps, speech: find, waitUntil: (work) => void works.push(work) });
  let worker = workerOf(speech);
  const callback = createCallback(deps);
  const call = api.callWith(deps);
  const served = createApi(deps);
  answer = (request) => {
    const url = new URL(request.url);
    const path = url.pathname.replace("/functions/v1", "");
    const inside = () => new Request(new URL(path + url.search, url), request);
    if (path.startsWith("/api")) return served.fetch(inside());
    if (path.startsWith("/callback")) return callback.fetch(inside());
    return path === "/worker" ? worker.fetch(inside()) : api.outside.fetch(request);
  };

  const ring = async () => {
    const headers = { apikey: deps.config.workerKey };
    assert.equal((await worker.request("/worker", { method: "POST", headers })).status, 202);
    while (works.length > 0) await Promise.all(works.splice(0));
  };
  const { sql } = api.database;
  return {
    ...{ api, ann, call },
    async ring(find) {
      worker = workerOf(find ?? speech);
      await ring();
      worker = workerOf(speech);
    },
    async later() {
      await sql`update private.jobs set due_at = now() where state = 'queued'`;
      await ring();
    },
    async submit(options = {}, headers) {
      const { id } = await addFixture(api, ann, "s16.wav");
      const response = await call(ann, "POST", `/entries/${id}/transcriptions`, options, headers);
      const row = await response.json();
      assert.equal(response.status, 202, JSON.stringify(row));
      return row;
    },
    async read(id) {
      const [row] = await sql`
        select status, provider, model, attempts, error_code, error_message, text, fallbacks,
          (select count(*)::int from public.segments where transcription_id = t.id) as segments
        from public.transcriptions t where id = ${id}`;
      return { ...row };
    },
    async jobs() {
      const rows = await sql<{ kind: string; state: string }[]>`
        select kind, state from private.jobs where state <> 'completed' order by id`;
      return rows.map(({ kind, state }) => `${kind} ${state}`);
    },
    async [Symbol.asyncDispose]() {
      while (works.length > 0) await Promise.all(works.splice(0));
      await http.shutdown();
      await api[Symbol.asyncDispose]();
    },
  };
}

/** The variables that make a provider's server the one that is asked. */
export function reach(name: "ASSEMBLYAI" | "DEEPGRAM" | "GEMINI", { baseUrl }: { baseUrl: string }) {
  return {
    SPEECH_PROVIDERS: name.toLowerCase(),
    [`${name}_API_KEY`]: `key-of-${name.toLowerCase()}`,
    [`${name}_BASE_URL`]: baseUrl,
    [`${name}_MODEL`]:
      { ASSEMBLYAI: "universal-3-5-pro,universal-2", DEEPGRAM: "nova-3", GEMINI: "gemini-3.5-transcribe" }[name],
  };
}
