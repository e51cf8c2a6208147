import type { Problem } from "./api.ts";

type Answer = { status: number; headers: Headers; text(): Promise<string> };

/** A problem that the API tells of. `message` is its `detail`: what happened, then what to do. */
export class StenobaseError extends Error {
  override readonly name = "StenobaseError";
  /** The HTTP status. */
  readonly status: number;
  /** A code of the API's closed list, or `unknown` where something else answered in its place. */
  readonly code: Problem["code"] | "unknown";
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  /** After how many seconds, where the answer says so. */
  readonly retrySeconds: number | undefined;
  /** What to name when you report it. */
  readonly requestId: string | undefined;
  /** The fields of the request that are wrong, with what to do about each. */
  readonly fields: NonNullable<Problem["errors"]>;

  constructor(status: number, problem: Partial<Problem>, retrySeconds?: number) {
    super(problem.detail ?? `The API answered with status ${status}`);
    this.status = status;
    this.code = problem.code ?? "unknown";
    this.retryable = problem.retryable ?? status >= 500;
    this.retrySeconds = retrySeconds;
    this.requestId = problem.request_id;
    this.fields = problem.errors ?? [];
  }

  /** Reads the problem of an answer, in the form of the API or of OpenAI. */
  static async read(response: Answer): Promise<StenobaseError> {
    const body = parse(await response.text());
    const problem = body.error ? { code: body.error.code, detail: body.error.message } : body;
    const retryAfter = Number(response.headers.get("retry-after") ?? NaN);
    const requestId = response.headers.get("x-request-id") ?? undefined;
    return new StenobaseError(
      response.status,
      { ...(requestId && { request_id: requestId }), ...(problem as Partial<Problem>) },
      Number.isFinite(retryAfter) ? retryAfter : undefined,
    );
  }
}

function parse(text: string): Partial<Problem> & { error?: { code?: string; message?: string } } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
