import { Hono } from "hono";
import { z } from "zod";
import { AppError } from "../../../shared/errors.ts";
import { Problem, problemResponse } from "../../../shared/http/problem.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson } from "../input.ts";
import { readOwnKey } from "../own_key.ts";
import { createUserApp } from "../user_app.ts";

const tag = "mcp";

/** Of old, several messages could come at once; what limits count is one. */
const Message = z.looseObject({ jsonrpc: z.literal("2.0") }, "Must be one JSON-RPC message").meta({
  ref: "McpMessage",
});

const refusal = "Not Acceptable: Client must accept both application/json and text/event-stream";

/** How the protocol's own package refuses what it cannot read. */
const Refusal = z.object({
  jsonrpc: z.literal("2.0"),
  error: z.object({ code: z.int(), message: z.string() }),
  id: z.null(),
}).meta({ ref: "McpRefusal", examples: [{ jsonrpc: "2.0", error: { code: -32000, message: refusal }, id: null }] });

const refused = {
  GET: "Is there to say that a client of that protocol hears nothing unasked",
  DELETE: "Is there to say that such a client has no session to end",
};

/** `/mcp`: transcripts as tools of the Model Context Protocol, without sessions. Each tool asks for its scope by itself. */
export function createMcp(deps: ApiDeps): Hono<UserEnv> {
  const app = createUserApp(deps, "any");

  app.post(
    "/",
    document({
      summary: "Call a tool, or whatever else a client of the Model Context Protocol sends",
      tag,
      success: { status: 200, description: "The answer; what went wrong with a tool is in it too", schema: Message },
      other: [
        { status: 202, description: "Taken note of" },
        { status: 400, description: "Speak a version of the protocol that is known here", schema: Refusal },
        { status: 406, description: "Accept both JSON and streams", schema: Refusal },
      ],
      takesOwnKey: true,
      problemForms: { "application/problem+json": Problem, "application/json": Refusal },
      bodies: { "application/json": Message },
    }),
    async (c) => {
      const key = readOwnKey(c.req);
      const message = await readJson(c.req, Message);
      const context = { deps, caller: c.get("caller"), log: c.get("log"), key, gone: c.req.raw.signal };
      const { serveTools } = await import("./serve_tools.ts");
      return await serveTools(context, c.req.raw, message);
    },
  );

  for (const [method, summary] of Object.entries(refused)) {
    app.on(
      method,
      "/",
      document({
        summary,
        tag,
        success: { status: 200, description: "Never" },
        problems: ["method_not_allowed"],
      }),
      (c) => {
        const problem = new AppError("method_not_allowed", "No session is kept here: send each message by POST");
        const response = problemResponse(problem, c.get("requestId"));
        response.headers.set("allow", "POST");
        return response;
      },
    );
  }
  return app;
}
