import {
  jsonOf,
  type ProviderServer,
  type SentRequest,
  type ServerCore,
  startProviderServer,
} from "./provider_server.ts";
import { readAnswerFixture } from "./speech_fixtures.ts";

const created = "2026-11-21T08:00:00.000000";

/**
 * AssemblyAI's API for pre-recorded audio: /v2/upload, /v2/transcript to submit, read, list and delete. It calls back with the
 * id and the header that was asked for. A transcript that is being worked on is not deleted. Sources: the types of the
 * assemblyai package and its guides; which status a deletion has then is not in them.
 */
export async function startAssemblyaiServer(): Promise<ProviderServer> {
  const uploads = new Map<string, Uint8Array<ArrayBuffer>>();
  return startProviderServer({
    result: await readAnswerFixture("assemblyai/speakers"),
    callbackBody: ({ id }, { result }) =>
      JSON.stringify({ transcript_id: id, status: result.error ? "error" : "completed" }),
    callback({ options }, body, forged) {
      if (!options.webhook_url) return undefined;
      const headers = new Headers({ "content-type": "application/json" });
      const name = options.webhook_auth_header_name;
      if (name) headers.set(String(name), forged ? "forged" : String(options.webhook_auth_header_value));
      return new Request(String(options.webhook_url), { method: "POST", headers, body });
    },
    async respond(request, server) {
      if (!request.headers.get("authorization")) return refuse(401, "Authentication error, API token missing/invalid");
      const [, version, kind, id] = request.path.split("/");
      if (version !== "v2") return refuse(404, "Not found");
      if (kind === "upload" && request.method === "POST") {
        const url = `https://cdn.assemblyai.com/upload/${crypto.randomUUID()}`;
        uploads.set(url, request.body);
        return Response.json({ upload_url: url });
      }
      if (kind !== "transcript") return refuse(404, "Not found");
      if (id) return readOrDelete(request, server, id);
      if (request.method === "GET") return list(request, server);
      const { audio_url, ...options } = jsonOf(request);
      if (typeof audio_url !== "string") return refuse(400, "Missing required parameter: audio_url");
      const bytes = uploads.get(audio_url);
      const audio = bytes ? { bytes } : { url: audio_url };
      const taken = { id: crypto.randomUUID(), options: { ...options, audio_url }, audio };
      return Response.json(transcriptOf(await server.charge(taken), server));
    },
  });
}

function readOrDelete({ method }: SentRequest, server: ServerCore, id: string): Response {
  const charged = server.charged.find((dispatch) => dispatch.id === id);
  if (!charged) return refuse(404, "Transcript lookup error, transcript id not found");
  if (method === "GET") return Response.json(transcriptOf(charged, server));
  if (!charged.done) return refuse(400, "Cannot delete a transcript that is being processed");
  server.deleted.push(id);
  return Response.json(transcriptOf(charged, server));
}

function transcriptOf({ id, options, done }: ServerCore["charged"][number], { result, deleted }: ServerCore) {
  const { webhook_auth_header_value: _, ...echo } = options;
  const common = { id, ...echo, webhook_auth: Boolean(_) };
  if (!done) return { ...common, status: "processing", text: null, words: null, utterances: null, confidence: null };
  const whole = { status: result.error ? "error" : "completed", ...result, ...common };
  return deleted.includes(id)
    ? { ...whole, audio_url: "http://deleted_by_user", text: "Deleted by user.", words: null, utterances: null }
    : whole;
}

/** Newest first; `prev_url` leads to older ones, `next_url` to newer ones. */
function list({ query }: SentRequest, { baseUrl, charged, deleted }: ServerCore): Response {
  const limit = Number(query.get("limit") ?? 10);
  if (limit > 200) return refuse(400, "limit must be 200 or less");
  const newest = charged.toReversed();
  const start = query.has("before_id") ? newest.findIndex(({ id }) => id === query.get("before_id")) + 1 : 0;
  const page = newest.slice(start, start + limit);
  const hasOlder = start + limit < newest.length;
  return Response.json({
    page_details: {
      limit,
      result_count: page.length,
      current_url: `${baseUrl}/v2/transcript?limit=${limit}`,
      prev_url: hasOlder ? `${baseUrl}/v2/transcript?limit=${limit}&before_id=${page.at(-1)?.id}` : null,
      next_url: null,
    },
    transcripts: page.map(({ id, options, done }) => ({
      ...{ id, created, completed: done ? created : null, error: null, resource_url: `${baseUrl}/v2/transcript/${id}` },
      audio_url: deleted.includes(id) ? "http://deleted_by_user" : options.audio_url,
      status: done ? "completed" : "processing",
    })),
  });
}

function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
