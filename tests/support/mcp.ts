import { Client } from "@modelcontextprotocol/sdk/client";
// The package names the types of its files without `.js`, and the files with it.
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import assert from "node:assert/strict";
import { createResponseCheck } from "./openapi.ts";

export type McpClient = AsyncDisposable & {
  client: Client;
  /** The structured result of a tool, and its text. Fails where the tool does. */
  use(name: string, input?: Record<string, unknown>): Promise<{ result: Record<string, unknown>; text: string }>;
  /** The sentence with which a tool fails, and its code. Fails where the tool does not. */
  fail(name: string, input?: Record<string, unknown>): Promise<[text: string, code: unknown]>;
};

/** The official client, over HTTP, with a user's token. Every answer is checked against the API's own document. */
export async function connectMcp(
  { base }: { base: string },
  { token }: { token: string },
  headers: HeadersInit = {},
): Promise<McpClient> {
  const check = createResponseCheck(await (await fetch(`${base}/openapi.json`)).text());
  const checkedFetch = async (input: string | URL, init?: RequestInit) => {
    const response = await fetch(input, init);
    await check(init?.method ?? "GET", "/api/mcp", response);
    return response;
  };
  const all = { authorization: `Bearer ${token}`, ...Object.fromEntries(new Headers(headers)) };
  const options = { fetch: checkedFetch, requestInit: { headers: all } };
  const transport = new StreamableHTTPClientTransport(new URL(`${base}/mcp`), options);
  const client = new Client({ name: "test", version: "1" });
  // Its types do not tell what is absent from what is undefined.
  await client.connect(transport as Parameters<Client["connect"]>[0]);
  const call = async (name: string, input: Record<string, unknown> = {}) => {
    const { content: [first], structuredContent = {}, isError = false, _meta } = CallToolResultSchema.parse(
      await client.callTool({ name, arguments: input }),
    );
    return { isError, result: structuredContent, text: first?.type === "text" ? first.text : "", code: _meta?.code };
  };
  return {
    client,
    async use(name, input) {
      const { isError, result, text } = await call(name, input);
      assert(!isError, text);
      return { result, text };
    },
    async fail(name, input) {
      const { isError, text, code } = await call(name, input);
      assert(isError, text);
      return [text, code];
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
