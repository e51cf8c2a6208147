import type { HonoRequest } from "hono";
import { AppError } from "../../shared/errors.ts";

/** Headers that bring a caller's own key for a provider. */
export const keyHeaders = ["x-provider-key", "x-openai-api-key"] as const;

/** The caller's own key; it may go into no row, log or error. Throws `invalid_request`. */
export function readOwnKey(request: HonoRequest): string | undefined {
  const key = keyHeaders.map((name) => request.header(name)?.trim()).find(Boolean);
  if (key === undefined || /^[\x21-\x7e]{8,500}$/.test(key)) return key;
  throw new AppError("invalid_request", "Send a key of 8 to 500 printable characters in 'X-Provider-Key', or none");
}
