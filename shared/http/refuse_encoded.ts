import type { MiddlewareHandler } from "hono";
import { AppError } from "../errors.ts";

/** Refuses a body that is compressed: nothing here unpacks one, and what it would become has no limit. Throws `media_type_not_supported`. */
export const refuseEncoded: MiddlewareHandler = async (c, next) => {
  const encoding = c.req.header("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && c.req.raw.body) {
    throw new AppError("media_type_not_supported", "Send the body as it is, without a Content-Encoding");
  }
  await next();
};
