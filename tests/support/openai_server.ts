import { type ProviderServer, type SentRequest, startProviderServer } from "./provider_server.ts";
import { readAnswerFixture } from "./speech_fixtures.ts";

/** A form as it came over the wire. A field that was sent more than once has all its values. */
export type SentForm = {
  fields: Record<string, string | string[]>;
  file: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> } | undefined;
};

/** OpenAI's POST /v1/audio/transcriptions. Its base URL ends in /v1, as OpenAI's clients expect. */
export async function startOpenaiServer(): Promise<ProviderServer> {
  const server = startProviderServer({
    result: await readAnswerFixture("openai/words"),
    async respond(request, server) {
      if (!/^Bearer ./.test(request.headers.get("authorization") ?? "")) {
        return refuse(401, "Incorrect API key provided");
      }
      if (request.path !== "/v1/audio/transcriptions") return refuse(404, "Not found");
      const { fields, file } = await readForm(request);
      if (!file || !fields.model) return refuse(400, "file and model are required");
      if (server.plan.workMs > 0) await new Promise((resolve) => setTimeout(resolve, server.plan.workMs));
      server.charged.push({ id: crypto.randomUUID(), options: fields, audio: { bytes: file.bytes }, done: true });
      return Response.json(server.result);
    },
  });
  server.baseUrl += "/v1";
  return server;
}

/** Reads a request as the form that it holds. */
export async function readForm({ headers, body }: SentRequest): Promise<SentForm> {
  const form = await new Response(body, { headers: { "content-type": headers.get("content-type") ?? "" } }).formData();
  const file = form.get("file");
  const names = [...new Set(form.keys())].filter((name) => name !== "file");
  return {
    fields: Object.fromEntries(names.map((name) => {
      const values = form.getAll(name).map(String);
      return [name, values.length > 1 ? values : values[0]!];
    })),
    file: file instanceof File
      ? { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }
      : undefined,
  };
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message, type: "invalid_request_error", param: null, code: null } }, { status });
}
