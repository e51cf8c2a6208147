import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { isConnectionError } from "../connection_error.ts";
import { AppError, problemCodes } from "../errors.ts";
import { transcribingPaused } from "../transcribing_paused.ts";

/** What every error looks like on the wire. Source of the form: RFC 9457, `application/problem+json`. */
export const Problem = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(problemCodes),
  retryable: z.boolean(),
  request_id: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  revision: z.int().optional(),
}).meta({ ref: "Problem" });

/** An error as callers read it. */
export function toProblem(error: AppError, requestId: string): z.infer<typeof Problem> {
  return {
    type: "about:blank",
    title: error.title,
    status: error.status,
    detail: error.message,
    code: error.code,
    retryable: error.retryable,
    request_id: requestId,
    ...(error.fields && { errors: error.fields }),
    ...(error.revision && { revision: error.revision }),
  };
}

export function problemResponse(error: AppError, requestId: string): Response {
  return new Response(JSON.stringify(toProblem(error, requestId)), {
    status: error.status,
    headers: errorHeaders(error, "application/problem+json"),
  });
}

/** The headers of an answer that tells of an error, in whatever form. */
export function errorHeaders(error: AppError, contentType: string): Headers {
  const headers = new Headers({ "content-type": contentType });
  if (error.status === 401) headers.set("www-authenticate", "Bearer");
  if (error.retrySeconds !== undefined) headers.set("retry-after", String(error.retrySeconds));
  return headers;
}

/** Turns whatever was thrown into what a caller may read: anything that is not meant for them becomes `internal_error`. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status === 400) {
    return new AppError("invalid_json", "Send a body that is valid JSON", { cause: error });
  }
  if (isConnectionError(error)) {
    return new AppError("database_unavailable", "The database cannot be reached now: try again", { cause: error });
  }
  if (isRaised(error, raisedWhilePaused)) return transcribingPaused(error.message, { cause: error });
  if (isRaised(error, raisedForNoAdmin)) {
    return new AppError("admin_needed", "You are no admin any more: sign in again", { cause: error });
  }
  if (isForGoneUser(error)) {
    return new AppError("token_invalid", "The user of this token is gone: sign in again", { cause: error });
  }
  return new AppError("internal_error", "Something went wrong on our side: report the request id", { cause: error });
}

/** By `private.demand_admin()`, which knows better than a token, as that says so until it ends. */
const raisedForNoAdmin = "SB002";
/** By `private.refuse_while_paused()`. */
const raisedWhilePaused = "SB003";

/** Whether a function of ours in the database has raised this code. */
function isRaised(error: unknown, code: string): error is Error {
  return error instanceof Error && "code" in error && error.code === code;
}

/** A token outlives its user by an hour at most; what they add then has no owner. */
function isForGoneUser(error: unknown): boolean {
  return error instanceof Error && "constraint_name" in error && /_user_id_fkey$/.test(String(error.constraint_name));
}
