import type { ClientErrorStatusCode, ServerErrorStatusCode } from "hono/utils/http-status";

/** An answer as JSON. */
export type Json<Status extends number, Body> = { output: Body; outputFormat: "json"; status: Status };

/** An answer as a file: `unwrap` makes a `Blob` of it. */
export type File<Status extends number> = { output: Blob; outputFormat: "body"; status: Status };

/** An answer without content. */
export type Nothing<Status extends number> = { output: undefined; outputFormat: "body"; status: Status };

/** What a method takes that takes nothing. */
export type NoInput = Record<never, never>;

/** A method of a path: what it takes, what it may answer, and with which statuses it tells of which problems. */
export type Route<Input, Answer, Problem, Status extends ClientErrorStatusCode | ServerErrorStatusCode> =
  | (Answer extends unknown ? Answer & { input: Input } : never)
  | { input: Input; output: Problem; outputFormat: "json"; status: Status };
