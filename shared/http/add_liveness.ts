import type { Hono } from "hono";
import type { Basics } from "./basics.ts";

/** `GET /live`, for whoever watches: the function runs. Asks nothing and needs no key. */
export function addLiveness<V extends Basics>(app: Hono<{ Variables: V }>): void {
  app.get("/live", (c) => c.json({ ok: true }, 200, { "cache-control": "no-store" }));
}
