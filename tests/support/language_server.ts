import { setImmediate } from "node:timers";

/** A request as it came over the wire. */
export type AskedRequest = {
  path: string;
  headers: Headers;
  body: Record<string, unknown>;
  /**
   * When whoever asked hung up before the answer had ended, as `performance.now()`. Known only once the answer has begun, as
   * Deno 2.9.6 does not always tell before: to be left early, answer no pieces and then "hang".
   */
  leftAt: number | undefined;
};

/** A piece of an answer: text, or, where the service cites by itself, blocks of a document; `end` is exclusive. */
export type Piece = string | { document: number; start: number; end: number };

/** What a model answers. */
export type ModelAnswer = {
  pieces: Piece[];
  finish?: "stop" | "length" | "refused";
  /** `input` with those that were cached. Null where a host tells none. */
  usage?: { input: number; cached: number; output: number } | null;
  /** Bytes in one write; all at once by default. */
  chunkBytes?: number;
  /** Waited for before the first piece, and before each that follows. */
  pauseMs?: number;
  /** What comes after the pieces: the rest by default, nothing more, or an error in the service's own form. */
  then?: "end" | "cut" | "close" | "hang" | { type: string; message: string };
};

/** How a request is answered: by a model, by a status, or never. */
export type ScriptedAnswer =
  | ModelAnswer
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | "hang";

/** A chat service on loopback that speaks its wire format. Stops when its `await using` ends. */
export type LanguageServer = AsyncDisposable & {
  /** What the adapter takes as the service's base URL. */
  baseUrl: string;
  /** Every request, in order. */
  requests: AskedRequest[];
  /** Answers what is not scripted. */
  answer: (request: AskedRequest) => ModelAnswer;
  /** Answers the next requests in this order, and all that follow with the last; with none, `answer` does again. */
  script(...answers: ScriptedAnswer[]): void;
};

/** How one service's stream looks, in server-sent events. */
export type LanguageWire = {
  /** Why a request is not taken, in the service's own form. */
  refuse(request: AskedRequest): { status: number; body: unknown } | undefined;
  frames(answer: ModelAnswer, request: AskedRequest): { open: string; pieces: string[]; close: string };
  error(error: { type: string; message: string }): string;
};

/** Starts a server for a wire format on a free port. */
export function startLanguageServer(wireOf: (path: string) => LanguageWire | undefined): LanguageServer {
  let scripted: ScriptedAnswer[] = [];
  const stopped = new AbortController();
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const asked: AskedRequest = {
      path: pathname,
      headers: request.headers,
      body: await request.json(),
      leftAt: undefined,
    };
    server.requests.push(asked);
    const wire = wireOf(pathname);
    if (!wire) return Response.json({ error: { message: "Not found", type: "not_found_error" } }, { status: 404 });
    const answer = scripted.length > 1 ? scripted.shift() : scripted[0];
    if (answer === "hang") return await hang(stopped.signal);
    if (answer && "status" in answer) return answerOf(answer);
    const refusal = wire.refuse(asked);
    if (refusal) return Response.json(refusal.body, { status: refusal.status });
    return stream(wire, answer ?? server.answer(asked), asked, stopped.signal);
  });
  const server: LanguageServer = {
    baseUrl: `http://127.0.0.1:${http.addr.port}`,
    requests: [],
    answer: () => ({ pieces: ["Hello."] }),
    script: (...answers) => void (scripted = answers),
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await http.shutdown();
    },
  };
  return server;
}

/** One server-sent event. */
export function writeEvent(data: unknown, event?: string): string {
  return `${event ? `event: ${event}\n` : ""}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

function stream(wire: LanguageWire, answer: ModelAnswer, asked: AskedRequest, stopped: AbortSignal): Response {
  const { open, pieces, close } = wire.frames(answer, asked);
  const { chunkBytes = Infinity, pauseMs, then = "end" } = answer;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  let isOver = false;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = async (text: string) => {
        const bytes = new TextEncoder().encode(text);
        for (let at = 0; at < bytes.length && !isOver; at += chunkBytes) {
          controller.enqueue(bytes.subarray(at, at + chunkBytes));
          if (chunkBytes < Infinity) await new Promise<void>((resolve) => setImmediate(resolve));
        }
      };
      await send(open);
      for (const piece of pieces) {
        if (pauseMs !== undefined) await pause(pauseMs);
        await send(piece);
      }
      if (typeof then === "object") await send(wire.error(then));
      if (then === "end") await send(close);
      if (then === "hang") await new Promise<void>((resolve) => stopped.addEventListener("abort", () => resolve()));
      if (isOver) return;
      isOver = true;
      controller.close();
    },
    cancel() {
      isOver = true;
      asked.leftAt ??= performance.now();
    },
  });
  // A body that ends before its announced length cuts the connection.
  const length = then === "cut" ? { "content-length": "1000000" } : {};
  return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8", ...length } });
}

async function hang(signal: AbortSignal): Promise<Response> {
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  return new Response(null, { status: 503 });
}

function answerOf({ status, body = "", headers }: Extract<ScriptedAnswer, { status: number }>): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { "content-type": "application/json", ...headers } });
}
