import { type Client, createClient, StenobaseError, unwrap } from "stenobase";
import assert from "node:assert/strict";
import { readOpenapi } from "../../deploy/client/read_openapi.ts";
import { apiFile, writeApi } from "../../deploy/client/write_api.ts";
import { OpenApiDocument } from "../support/openapi.ts";

const url = "https://project.example.com";

Deno.test("the typed client", async (t) => {
  const openapi = await readOpenapi();

  await t.step("has the types of what the API says of itself", async () => {
    assert.equal(await Deno.readTextFile(apiFile), await writeApi(openapi), "Run 'deno task client'");
  });

  await t.step("leads to every route", async () => {
    for (const [path, methods] of Object.entries(OpenApiDocument.parse(JSON.parse(openapi)).paths)) {
      for (const method of Object.keys(methods)) {
        const called: Request[] = [];
        const client = createClient({ url, token: "a token", fetch: answering(called, () => new Response()) });
        await callRoute(client, path, method);
        const expected = `${url}/functions/v1${path.replaceAll(/\{(\w+)\}/g, "a-$1")}`;
        assert.deepEqual(called.map((one) => [one.method, one.url]), [[method.toUpperCase(), expected]]);
      }
    }
  });

  await t.step("asks for a token before each request, and sends what the call says", async () => {
    const called: Request[] = [];
    let tokens = 0;
    const client = createClient({
      url: `${url}/`,
      token: () => Promise.resolve(`token ${++tokens}`),
      fetch: answering(called, () => Response.json({})),
    });
    await client.entries.$get({ query: { limit: 5, cursor: undefined } });
    await client.entries.$post({ json: { kind: "text", text: "Hello" }, header: { "Idempotency-Key": "once" } });
    assert.deepEqual(called.map(({ headers }) => headers.get("authorization")), ["Bearer token 1", "Bearer token 2"]);
    assert.equal(called[0]!.url, `${url}/functions/v1/api/entries?limit=5`);
    assert.equal(called[1]!.headers.get("idempotency-key"), "once");
    assert.deepEqual(await called[1]!.json(), { kind: "text", text: "Hello" });
  });

  await t.step("throws whatever is no success, be it ours, OpenAI's or a gateway's", async () => {
    const fail = async (response: Response) => {
      const client = createClient({ url, token: "a token", fetch: answering([], () => response) });
      const error = await unwrap(client.usage.$get()).catch((error) => error);
      assert(error instanceof StenobaseError);
      const { status, code, message, retryable, retrySeconds, requestId } = error;
      return { status, code, message, retryable, retrySeconds, requestId };
    };
    const problem = { code: "rate_limited", detail: "Go on in 3 s", retryable: true, request_id: "one" };
    assert.deepEqual(
      await fail(Response.json(problem, { status: 429, headers: { "retry-after": "3" } })),
      {
        status: 429,
        code: "rate_limited",
        message: "Go on in 3 s",
        retryable: true,
        retrySeconds: 3,
        requestId: "one",
      },
    );
    assert.deepEqual(
      await fail(Response.json({ error: { code: "model_not_found", message: "There is none" } }, { status: 404 })),
      {
        ...{ status: 404, code: "model_not_found", message: "There is none", retryable: false },
        ...{ retrySeconds: undefined, requestId: undefined },
      },
    );
    assert.deepEqual(await fail(new Response("<h1>Bad gateway</h1>", { status: 502 })), {
      ...{ status: 502, code: "unknown", message: "The API answered with status 502", retryable: true },
      ...{ retrySeconds: undefined, requestId: undefined },
    });
  });
});

function answering(called: Request[], answer: () => Response): typeof fetch {
  return (input, init) => {
    called.push(new Request(input, init));
    return Promise.resolve(answer());
  };
}

type Routes = { [part: string]: Routes } & { [method: `$${string}`]: (input: unknown) => Promise<unknown> };

/** Calls a route by its path as the document has it; each part of the path that is to be named is `a-` and its name. */
async function callRoute(client: Client, path: string, method: string) {
  const parts = path.split("/").slice(2);
  const route = parts.reduce(
    (at, part) => at[part.replace(/^\{(\w+)\}$/, ":$1")]!,
    client as unknown as Routes,
  );
  const param = Object.fromEntries(Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => [name, `a-${name}`]));
  await route[`$${method}`]!({ param });
}
