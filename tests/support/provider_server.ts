/** A request as it came over the wire. */
export type SentRequest = {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
};

/** Answer a request with this, or keep it for as long as the server lives. */
export type ScriptedAnswer = { status?: number; body?: unknown; headers?: Record<string, string> } | "hang";

/** What was charged: audio that the provider took to transcribe. */
export type Charged = {
  /** The provider's id of it. */
  id: string;
  /** The fields of the request, as the provider names them. */
  options: Record<string, unknown>;
  audio: { url: string } | { bytes: Uint8Array<ArrayBuffer> };
  /** Whether the work is done, so that the result can be had. */
  done: boolean;
};

/** How those that answer later go about it. */
export type Plan = {
  /** How long the work takes; Infinity lasts until `finish` is called. */
  workMs: number;
  /** How often it calls back when it is done: 1 as a rule, 2 for a doubled call, 0 for a lost one. */
  calls: number;
  /** Calls back before it has answered the dispatch. */
  early: boolean;
  /** Calls as somebody who does not know the token. */
  forged: boolean;
  /** Fetches the audio from its URL, as the real ones do; what came is in `fetched`. */
  fetches: boolean;
};

/** A speech provider on loopback that speaks its wire format. Stops when its `await using` ends. */
export type ProviderServer = AsyncDisposable & {
  /** What the adapter takes as the service's base URL. */
  baseUrl: string;
  /** Every request, in order. */
  requests: SentRequest[];
  charged: Charged[];
  /** Ids, or names of files, of what it was told to delete and had. */
  deleted: string[];
  /** Every call that it made, with the status that it got; undefined where nobody answered. */
  calls: { url: string; status: number | undefined }[];
  /** What it got for the URLs of audio. */
  fetched: { url: string; status: number; bytes: number }[];
  plan: Plan;
  /** What all audio comes to, in the provider's own form. */
  result: Record<string, unknown>;
  /** Answers the next requests in this order, and all that follow with the last; with none, it works again. */
  script(...answers: ScriptedAnswer[]): void;
  /** The body with which it calls back. */
  callbackBody(id: string): string;
  /** Ends the work on a dispatch now, and calls back as planned. */
  finish(id: string): Promise<void>;
};

/** How one provider differs from the others. */
export type Wire = {
  result: Record<string, unknown>;
  /** Answers a request for which there is no script. */
  respond(request: SentRequest, server: ServerCore): Promise<Response> | Response;
  /** The call for a dispatch whose work is done; undefined where none was asked for. */
  callback?(charged: Charged, body: string, forged: boolean): Request | undefined;
  callbackBody?(charged: Charged, server: ServerCore): string;
};

export type ServerCore = ProviderServer & {
  /** Takes audio to transcribe, and lets the plan run. */
  charge(charged: Omit<Charged, "done">): Promise<Charged>;
};

/** Starts a server for a wire format on a free port. */
export function startProviderServer(wire: Wire): ProviderServer {
  let scripted: ScriptedAnswer[] = [];
  const end = Promise.withResolvers<void>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const going = new Set<Promise<void>>();

  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const sent = await readRequest(request);
    server.requests.push(sent);
    const answer = scripted.length > 1 ? scripted.shift() : scripted[0];
    if (!answer) return await wire.respond(sent, server);
    if (answer !== "hang") return answerOf(answer);
    await end.promise;
    return new Response(null, { status: 503 });
  });

  const callBack = async (charged: Charged) => {
    for (let call = 0; call < server.plan.calls; call++) {
      const request = wire.callback?.(charged, server.callbackBody(charged.id), server.plan.forged);
      if (!request) return;
      const response = await fetch(request, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
      await response?.body?.cancel();
      server.calls.push({ url: request.url, status: response?.status });
    }
  };
  const fetchAudio = async (url: string) => {
    const response = await fetch(url);
    server.fetched.push({ url, status: response.status, bytes: (await response.arrayBuffer()).byteLength });
  };

  const server: ServerCore = {
    baseUrl: `http://127.0.0.1:${http.addr.port}`,
    ...{ requests: [], charged: [], deleted: [], calls: [], fetched: [], result: wire.result },
    plan: { workMs: 0, calls: 1, early: false, forged: false, fetches: false },
    script: (...answers) => void (scripted = answers),
    callbackBody: (id) => wire.callbackBody?.(find(server, id), server) ?? "",
    async finish(id) {
      const charged = find(server, id);
      charged.done = true;
      await callBack(charged);
    },
    async charge(taken) {
      const charged = { ...taken, done: false };
      server.charged.push(charged);
      if (server.plan.fetches && "url" in charged.audio) await fetchAudio(charged.audio.url);
      if (server.plan.early) await server.finish(charged.id);
      else if (server.plan.workMs !== Infinity) {
        const timer = setTimeout(() => {
          timers.delete(timer);
          const work = server.finish(charged.id).finally(() => going.delete(work));
          going.add(work);
        }, server.plan.workMs);
        timers.add(timer);
      }
      return charged;
    },
    [Symbol.asyncDispose]: async () => {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(going);
      end.resolve();
      await http.shutdown();
    },
  };
  return server;
}

/** The JSON of a request's body. */
export function jsonOf(request: SentRequest): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(request.body));
}

function find({ charged }: ProviderServer, id: string): Charged {
  const found = charged.find((dispatch) => dispatch.id === id);
  if (!found) throw new Error(`Nothing was submitted under '${id}'`);
  return found;
}

async function readRequest(request: Request): Promise<SentRequest> {
  const { pathname, searchParams } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body: new Uint8Array(await request.arrayBuffer()),
  };
}

function answerOf({ status = 200, body = "", headers }: Exclude<ScriptedAnswer, string>): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { "content-type": "application/json", ...headers } });
}
