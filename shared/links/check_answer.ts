import { AppError } from "../errors.ts";
import { Unreachable } from "../net/unreachable.ts";

/** Statuses by which a server says "not now" (RFC 9110, section 15; RFC 6585; RFC 8470). */
const passing = new Set([408, 425, 429]);

/**
 * Refuses an answer that holds no file. Throws `link_not_accessible`, `link_not_a_file`, and `source_unavailable` where the same
 * request may succeed later.
 */
export function checkAnswer({ status, headers }: Response): void {
  if (passing.has(status) || status >= 500) {
    throw unavailable(`its server answered ${status}`);
  }
  if (status !== 200 && status !== 206) {
    throw new AppError(
      "link_not_accessible",
      `The link's server answered ${status}: check that the link is right and open to everybody`,
    );
  }
  if (/^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers.get("content-type") ?? "")) {
    throw new AppError(
      "link_not_a_file",
      "The link leads to a web page, not to an audio file: give the file's own link",
    );
  }
}

/** What went wrong with a source as its caller reads it; anything else stays what it is. */
export function describeFailure(error: unknown): unknown {
  return error instanceof Unreachable ? unavailable(error.message, error) : error;
}

function unavailable(what: string, cause?: unknown): AppError {
  return new AppError("source_unavailable", `The link could not be read, ${what}: check it, or try again later`, {
    cause,
  });
}
