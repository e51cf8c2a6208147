import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { AppError } from "../errors.ts";

/**
 * Refuses a body that is larger, before it is read where it says so, else as soon as that shows. It stands behind whatever asks
 * who is calling: nobody else has a body read. `hint` says what to do instead. Throws `body_too_large`.
 */
export function limitBody(maxBytes: number, hint?: string): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw bodyTooLarge(maxBytes, hint);
    },
  });
}

/** The problem that a body is larger than it may be. */
export function bodyTooLarge(maxBytes: number, hint = "send less at a time"): AppError {
  return new AppError("body_too_large", `The body may have ${maxBytes} bytes: ${hint}`);
}
