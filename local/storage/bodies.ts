import type { Context } from "hono";
import { z } from "zod";
import { invalidSchema } from "./errors.ts";

/** Reads a JSON body. Throws `InvalidRequest` in the words of the platform's validator, such as `body/limit must be >= 1`. */
export async function readBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.infer<Schema>> {
  return check(schema, await c.req.json().catch(() => ({})), "body");
}

/** Reads the query string, with errors like those of `readBody`. */
export function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): z.infer<Schema> {
  return check(schema, c.req.query(), "querystring");
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.infer<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidSchema(issue ? describeIssue(issue, where) : `${where} is not valid`);
}

function describeIssue(issue: z.core.$ZodIssue, where: string): string {
  const path = [where, ...issue.path].join("/");
  if (issue.input === undefined) {
    return `${[where, ...issue.path.slice(0, -1)].join("/")} must have required property '${
      String(issue.path.at(-1))
    }'`;
  }
  switch (issue.code) {
    case "too_small":
      return issue.origin === "array"
        ? `${path} must NOT have fewer than ${issue.minimum} items`
        : `${path} must be >= ${issue.minimum}`;
    case "invalid_value":
      return `${path} must be equal to one of the allowed values`;
    case "invalid_type":
      return `${path} must be ${issue.expected}`;
    default:
      return `${path} is not valid`;
  }
}
