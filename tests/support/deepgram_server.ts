import { type Charged, type ProviderServer, type SentRequest, startProviderServer } from "./provider_server.ts";
import { readAnswerFixture } from "./speech_fixtures.ts";

/**
 * Deepgram's POST /v1/listen: with `callback` in the query it answers an id, and posts the whole result to that address;
 * without, it answers the result. Nothing can be read, listed or deleted afterwards. Source: the types of @deepgram/sdk.
 */
export async function startDeepgramServer(): Promise<ProviderServer> {
  return startProviderServer({
    result: await readAnswerFixture("deepgram/speakers"),
    callbackBody: ({ id }, { result }) => JSON.stringify(resultFor(id, result)),
    callback({ options }, body, forged) {
      const url = new URL(String(options.callback));
      if (forged && url.searchParams.has("token")) url.searchParams.set("token", "forged");
      const method = String(options.callback_method ?? "POST").toUpperCase();
      return new Request(url, { method, headers: { "content-type": "application/json", "dg-token": "key-id" }, body });
    },
    async respond(request, server) {
      if (!/^(Token|Bearer) ./.test(request.headers.get("authorization") ?? "")) {
        return refuse(401, "INVALID_AUTH", "Invalid credentials.");
      }
      if (request.path !== "/v1/listen" || request.method !== "POST") return refuse(404, "NOT_FOUND", "Not found.");
      const audio = audioOf(request);
      if (!audio) {
        return refuse(400, "Bad Request", "Bad Request: failed to process audio: corrupt or unsupported data");
      }
      const taken = { id: crypto.randomUUID(), options: optionsOf(request), audio };
      if (taken.options.callback) return Response.json({ request_id: (await server.charge(taken)).id });
      server.charged.push({ ...taken, done: true });
      return Response.json(resultFor(taken.id, server.result));
    },
  });
}

function audioOf({ headers, body }: SentRequest): Charged["audio"] | undefined {
  if (!headers.get("content-type")?.startsWith("application/json")) {
    return body.length > 0 ? { bytes: body } : undefined;
  }
  const { url } = JSON.parse(new TextDecoder().decode(body));
  return typeof url === "string" ? { url } : undefined;
}

/** A parameter that was sent more than once has all its values. */
function optionsOf({ query }: SentRequest): Record<string, string | string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => {
    const values = query.getAll(name);
    return [name, values.length > 1 ? values : values[0]!];
  }));
}

/** A failure names the request as a result does. */
function resultFor(id: string, result: Record<string, unknown>) {
  const { metadata } = result as { metadata?: Record<string, unknown> };
  return metadata ? { ...result, metadata: { ...metadata, request_id: id } } : { ...result, request_id: id };
}

function refuse(status: number, err_code: string, err_msg: string): Response {
  return Response.json({ err_code, err_msg, request_id: crypto.randomUUID() }, { status });
}
