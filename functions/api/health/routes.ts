import { Hono } from "hono";
import type { z } from "zod";
import type { Basics } from "../../../shared/http/basics.ts";
import type { ApiDeps } from "../deps.ts";
import { document } from "../document.ts";
import { createChecks } from "./checks.ts";
import { Check, Everything, ProvidersCheck, QueueCheck } from "./schemas.ts";

type Result = { ok: boolean };

/** `/health`: whether we work, for whoever watches. Says nothing of how, and tells no secret. */
export function createHealth(deps: ApiDeps): Hono<{ Variables: Basics }> {
  const app = new Hono<{ Variables: Basics }>();
  const checks = createChecks(deps);

  const report = (path: string, summary: string, schema: z.ZodType, check: () => Result | Promise<Result>) =>
    app.get(
      path,
      document({
        summary,
        tag: "health",
        open: true,
        success: { status: 200, description: "In order", schema },
        other: { status: 503, description: "Not in order", schema },
      }),
      async (c) => {
        const result = await check();
        return c.json(result, result.ok ? 200 : 503, { "cache-control": "no-store" });
      },
    );

  const everything = async () => {
    const [database, storage, auth, queue, providers] = await Promise.all([
      checks.database(),
      checks.storage(),
      checks.auth(),
      checks.queue(),
      checks.providers(),
    ]);
    const all = { database, storage, auth, queue, providers };
    return { ok: Object.values(all).every(({ ok }) => ok), checks: all };
  };
  const ready = async () => {
    const needed = await Promise.all([checks.database(), checks.storage(), checks.auth()]);
    return { ok: needed.every(({ ok }) => ok) };
  };

  report("/", "Is everything in order?", Everything, everything);
  report("/live", "Does the function run?", Check, () => ({ ok: true }));
  report("/ready", "Can it serve requests?", Check, ready);
  report("/db", "Does the database answer?", Check, checks.database);
  report("/storage", "Does Storage answer?", Check, checks.storage);
  report("/auth", "Can tokens be checked?", Check, checks.auth);
  report("/queue", "Is work being done?", QueueCheck, checks.queue);
  report("/providers", "Are the providers set up?", ProvidersCheck, checks.providers);
  return app;
}
