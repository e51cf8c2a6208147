import type { Context } from "hono";
import type { z } from "zod";

/** What GoTrue answers instead of a result: `{code, error_code, msg}` with `status`. */
export class AuthError extends Error {
  override readonly name = "AuthError";

  /** `code` is one of GoTrue's error codes; `details` are further fields of the answer. */
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 422,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** Answers an `AuthError` as GoTrue does. Anything else is a bug and is left to the server, which logs it. */
export function answerError(error: Error, c: Context): Response {
  if (!(error instanceof AuthError)) throw error;
  c.header("x-sb-error-code", error.code);
  return c.json({ code: error.status, error_code: error.code, msg: error.message, ...error.details }, error.status);
}

/** The body of a request as `schema` reads it. Throws `bad_json` or `validation_failed`. */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const body = await c.req.json().catch(() => {
    throw new AuthError(400, "bad_json", "Could not parse request body as JSON");
  });
  const { data, error } = schema.safeParse(body);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw new AuthError(400, "validation_failed", [...issue?.path ?? [], issue?.message].join(": "));
}
