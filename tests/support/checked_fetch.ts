import { type CheckResponse, createResponseCheck } from "./openapi.ts";
import { until } from "./until.ts";

const checks = new Map<string, Promise<CheckResponse>>();

/** A `fetch` whose answers of the API at a stack are checked against the document that it serves. Others pass. */
export function checkedFetch(url: string): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const response = await fetch(request);
    await checkAnswer(url, request, response);
    return response;
  };
}

/** Checks an answer of the API at a stack against the document that it serves. What else is there passes. */
export async function checkAnswer(url: string, request: { method: string; url: string }, response: Response) {
  const { origin, pathname } = new URL(request.url);
  const [, path] = /^\/functions\/v1(\/api\/.*)$/.exec(pathname) ?? [];
  if (origin !== new URL(url).origin || !path) return;
  const check = checks.get(url) ?? readCheck(url);
  checks.set(url, check);
  await (await check)(request.method, path, response);
}

/** The document of a stack does not change; one that was killed is there again soon. */
async function readCheck(url: string): Promise<CheckResponse> {
  const read = async () => {
    const response = await fetch(`${url}/functions/v1/api/openapi.json`);
    return response.ok ? await response.text() : undefined;
  };
  return createResponseCheck(await until(() => read().catch(() => undefined), 60_000));
}
