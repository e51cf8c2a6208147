// The package names the types of its files without `.js`, and the files with it.
// @ts-types="@modelcontextprotocol/sdk/types"
import { type CallToolResult, type Tool as ToolDescription, ToolSchema } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { asAppError } from "../../../shared/http/problem.ts";
import type { Log } from "../../../shared/log.ts";
import { demandScope, type Scope } from "../api_keys/scopes.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import { check } from "../input.ts";

/** One request to the tools. */
export type ToolContext = {
  deps: ApiDeps;
  caller: ApiCaller;
  log: Log;
  /** The caller's own key; it may go into no row, log or error. */
  key: string | undefined;
  /** Fires when nobody waits for the result any more. */
  gone: AbortSignal;
};

export type Tool = {
  description: ToolDescription;
  /** Does not reject: what goes wrong is a result that says so. */
  call(context: ToolContext, input: unknown): Promise<CallToolResult>;
};

type Definition<Input extends z.ZodObject, Output extends z.ZodObject> = {
  name: string;
  title: string;
  description: string;
  /** What an API key needs to call it. */
  scope: Scope;
  input: Input;
  output: Output;
  /** `text` is the result for who reads only that; JSON where absent. */
  run(context: ToolContext, input: z.output<Input>): Promise<{ result: z.input<Output>; text?: string }>;
};

/** A tool whose input is validated as every request is; what it throws is told in the same sentences. */
export function createTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  { name, title, description, scope, input, output, run }: Definition<Input, Output>,
): Tool {
  return {
    description: {
      ...{ name, title, description },
      inputSchema: schemaOf(input, "input"),
      outputSchema: schemaOf(output, "output"),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async call(context, given) {
      try {
        demandScope(context.caller, scope);
        const { result, text = JSON.stringify(result) } = await run(context, check(input, given));
        return { structuredContent: result, content: [{ type: "text", text }] };
      } catch (cause) {
        const { status, code, message, cause: reason = cause } = asAppError(cause);
        if (status >= 500 && !context.gone.aborted) context.log.error("tool failed", reason, { tool: name, code });
        return { isError: true, content: [{ type: "text", text: message }], _meta: { code } };
      }
    },
  };
}

function schemaOf(schema: z.ZodObject, io: "input" | "output"): ToolDescription["inputSchema"] {
  return ToolSchema.shape.inputSchema.parse(z.toJSONSchema(schema, { io }));
}
