import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { provesDispatch } from "../../shared/callbacks.ts";
import type { Config } from "../../shared/config.ts";
import type { Database } from "../../shared/db.ts";
import { AppError } from "../../shared/errors.ts";
import { addLiveness } from "../../shared/http/add_liveness.ts";
import { addBasics, type Basics } from "../../shared/http/basics.ts";
import { limitBody } from "../../shared/http/limit_body.ts";
import { refuseEncoded } from "../../shared/http/refuse_encoded.ts";
import type { Log } from "../../shared/log.ts";
import type { Metrics } from "../../shared/telemetry/metrics.ts";

/** What a call carries once it is proven. */
type CallbackEnv = { Variables: Basics & { dispatchId: string } };

export type CallbackDeps = { config: Config; db: Database; log: Log; metrics: Metrics };

/** The answer about ten hours of speech with all its words takes about half of this. */
const maxBytes = 64 * 1024 * 1024;

/**
 * The function that providers call. It checks the token of the one dispatch that is answered, records the body once as it
 * came, and answers at once; the worker reads it. What is late, doubled or no longer wanted is accepted and changes nothing.
 */
export function createCallback({ config, db, log, metrics }: CallbackDeps): Hono<CallbackEnv> {
  const app = new Hono<CallbackEnv>().basePath("/callback");
  addBasics(app, { name: "callback", log, metrics, corsOrigins: [] });
  addLiveness(app);
  app.post("/:provider", refuseEncoded, demandProof(config), limitBody(maxBytes), async (c) => {
    const dispatchId = c.get("dispatchId");
    const answer = await c.req.text();
    if (!isJsonObject(answer)) throw new AppError("invalid_json", "Send the answer as a JSON object");
    const [{ recorded }] = await db.asService((tx) =>
      tx<[{ recorded: boolean }]>`select private.record_answer(${dispatchId}, ${answer}) as recorded`
    );
    c.get("log").info("callback", { provider: c.req.param("provider"), dispatch_id: dispatchId, recorded });
    return c.json({ recorded });
  });
  return app;
}

/** Asks for the token of the dispatch that is answered before anything of the answer is read. Throws `callback_not_proven`. */
function demandProof({ workerKey }: Config): MiddlewareHandler<CallbackEnv> {
  return async (c, next) => {
    const dispatch = z.uuid().safeParse(c.req.query("dispatch"));
    const token = c.req.header("x-callback-token") ?? c.req.query("token") ?? "";
    const isProven = dispatch.success &&
      await provesDispatch(token, workerKey, c.req.param("provider") ?? "", dispatch.data);
    if (!isProven) throw new AppError("callback_not_proven", "Call the address that came with the dispatch, whole");
    c.set("dispatchId", dispatch.data);
    await next();
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
