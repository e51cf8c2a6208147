/** What the server is to do with a request: answer it, or keep it for as long as the server lives. */
export type ScriptedAnswer = { status?: number; body: unknown; headers?: Record<string, string> } | "hang";

/** A request as it came over the wire. A field that was sent more than once has all its values. */
export type SentForm = {
  method: string;
  path: string;
  authorization: string | null;
  fields: Record<string, string | string[]>;
  file: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> } | undefined;
};

export type OpenAiServer = AsyncDisposable & {
  /** What an OpenAI client takes as its base URL. */
  baseUrl: string;
  requests: SentForm[];
  /** Answers the next requests in this order; the last answer stays. */
  script(...answers: ScriptedAnswer[]): void;
};

/** A server on loopback that speaks OpenAI's transcription endpoint and answers as it is told. Stops when its `await using` ends. */
export function startOpenAiServer(): OpenAiServer {
  let answers: ScriptedAnswer[] = [];
  const end = Promise.withResolvers<void>();
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    server.requests.push(await readForm(request));
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer === "hang") {
      await end.promise;
      return new Response(null, { status: 503 });
    }
    const { status = 200, body, headers } = answer;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return new Response(text, { status, headers: { "content-type": "application/json", ...headers } });
  });
  const server: OpenAiServer = {
    baseUrl: `http://127.0.0.1:${http.addr.port}/v1`,
    requests: [],
    script: (...next) => void (answers = next),
    [Symbol.asyncDispose]: async () => {
      end.resolve();
      await http.shutdown();
    },
  };
  return server;
}

async function readForm(request: Request): Promise<SentForm> {
  const form = await request.formData();
  const file = form.get("file");
  const names = [...new Set(form.keys())].filter((name) => name !== "file");
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    authorization: request.headers.get("authorization"),
    fields: Object.fromEntries(names.map((name) => {
      const values = form.getAll(name).map(String);
      return [name, values.length > 1 ? values : values[0]!];
    })),
    file: file instanceof File
      ? { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }
      : undefined,
  };
}
