import { type CheckResponse, createResponseCheck } from "./openapi.ts";

const checks = new Map<string, Promise<CheckResponse>>();

/** A `fetch` whose answers of the API at a stack are checked against the document that it serves. Others pass. */
export function checkedFetch(url: string): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const response = await fetch(request);
    const { origin, pathname } = new URL(request.url);
    const [, path] = /^\/functions\/v1(\/api\/.*)$/.exec(pathname) ?? [];
    if (origin === new URL(url).origin && path) await (await checkOf(url))(request.method, path, response);
    return response;
  };
}

/** The document of a stack does not change while it runs. */
function checkOf(url: string): Promise<CheckResponse> {
  const check = checks.get(url) ?? readCheck(url);
  checks.set(url, check);
  return check;
}

async function readCheck(url: string): Promise<CheckResponse> {
  const response = await fetch(`${url}/functions/v1/api/openapi.json`);
  return createResponseCheck(await response.text());
}
