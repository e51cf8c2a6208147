import { z } from "zod";
import { AppError, problemCodes } from "../../../shared/errors.ts";
import { errorHeaders } from "../../../shared/http/problem.ts";
import type { RunEnd } from "./await_end.ts";

/** What every error looks like here. Source of the form: `core/error` of the openai package, 7.55.0. */
export const OpenaiError = z.object({
  error: z.object({
    message: z.string(),
    type: z.enum(["invalid_request_error", "requests", "server_error"]),
    param: z.string().nullable().describe("The field that is wrong"),
    code: z.string().describe("A code of a problem, or that of a failed transcription"),
  }),
}).meta({ ref: "OpenaiError" });

/** An error in OpenAI's terms. `retrySeconds` is undefined where it is of no use to send the same request again. */
export type Failure = {
  status: number;
  code: string;
  message: string;
  param?: string | undefined;
  retrySeconds?: number | undefined;
};

/** The longest that OpenAI's SDKs wait because they are told to. Source: `retryRequest` of the openai package, 7.55.0. */
const longestWaitSeconds = 60;

/** A problem in OpenAI's terms: whatever the caller has to mend is 400, so that an SDK raises it as a bad request. */
export function failureOfProblem(error: AppError): Failure {
  const { status, code, message, fields, retrySeconds, retryable } = error;
  const isToMend = status === 415 || status === 422 || (status === 409 && !retryable);
  return {
    status: statusOfCode[code] ?? (isToMend ? 400 : status),
    code,
    message,
    param: fields?.[0]?.path || undefined,
    retrySeconds,
  };
}

/** Statuses for what providers do, and for codes of transcriptions that are no problem's. A key of ours is no fault of the caller. */
const statusOfCode: Record<string, number> = {
  provider_unavailable: 503,
  provider_unauthorized: 503,
  provider_key_refused: 401,
  provider_quota_exceeded: 429,
  provider_rejected: 400,
  provider_silent: 503,
  provider_key_lost: 503,
};

/** Codes of failed transcriptions that are no problem's. */
export const runCodes = ["provider_silent", "provider_key_lost"];

/** The statuses under which a problem is answered: a key that is refused is told apart from one of ours. */
export function statusesOfFailure(error: AppError): number[] {
  const { status, code } = failureOfProblem(error);
  return code === "provider_unauthorized" ? [status, 401] : [status];
}

/** How a transcription failed. None is worth trying again at once: whatever could be was tried again already. */
export function failureOfRun(id: string, { status, error_code, error_message, own_key }: RunEnd): Failure {
  if (status === "cancelled") {
    return { status: 400, code: "transcription_ended", message: `The transcription '${id}' was cancelled` };
  }
  const code = error_code ?? "internal_error";
  const said = error_message ?? "Something went wrong on our side";
  const message = `The transcription '${id}' failed: ${said}`;
  const problem = code in statusOfCode ? undefined : problemCodes.find((known) => known === code);
  if (problem) return { ...failureOfProblem(new AppError(problem, message)), retrySeconds: undefined };
  const isKeyRefused = own_key && code === "provider_unauthorized";
  return { status: isKeyRefused ? 401 : statusOfCode[code] ?? 500, code, message };
}

/** A failure as JSON. */
export function bodyOfFailure({ status, code, message, param }: Failure): z.infer<typeof OpenaiError> {
  const type = status === 429 ? "requests" : status >= 500 ? "server_error" : "invalid_request_error";
  return { error: { message, type, param: param ?? null, code } };
}

/** Answers with a failure. `x-should-retry` is what SDKs go by; they would else try 409, 429 and 5xx again, whatever it is. */
export function respondWithFailure(failure: Failure, headers: HeadersInit = {}): Response {
  const { status, retrySeconds } = failure;
  const all = new Headers(headers);
  all.set("x-should-retry", String(retrySeconds !== undefined && retrySeconds <= longestWaitSeconds));
  if (retrySeconds !== undefined) all.set("retry-after", String(retrySeconds));
  return Response.json(bodyOfFailure(failure), { status, headers: all });
}

/** Answers with a problem in OpenAI's form. */
export function respondWithProblem(error: AppError): Response {
  return respondWithFailure(failureOfProblem(error), errorHeaders(error, "application/json"));
}
