import type { ClientResponse } from "hono/client";
import type { SuccessStatusCode } from "hono/utils/http-status";
import { StenobaseError } from "./stenobase_error.ts";

/** What a call answers when it succeeds. */
export type Unwrapped<Answer> = Answer extends ClientResponse<infer Body, infer Status, infer _Format>
  ? Status extends SuccessStatusCode ? Body : never
  : never;

/**
 * Takes the answer out of a call: what its JSON says, a `Blob` where it is a file, undefined where there is none. Throws a
 * `StenobaseError` where the API tells of a problem. A stream of events is read from the call itself.
 */
export async function unwrap<Answer extends ClientResponse<unknown, number>>(
  call: Answer | Promise<Answer>,
): Promise<Unwrapped<Answer>> {
  const response = await call;
  if (!response.ok) throw await StenobaseError.read(response);
  return await readBody(response) as Unwrapped<Answer>;
}

async function readBody(response: ClientResponse<unknown, number>): Promise<unknown> {
  if (response.status === 204) return undefined;
  const type = response.headers.get("content-type") ?? "";
  return type.startsWith("application/json") ? await response.json() : await response.blob();
}
