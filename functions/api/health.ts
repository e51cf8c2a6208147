import { Hono } from "hono";
import { z } from "zod";
import type { Basics } from "../../shared/http/basics.ts";
import type { ApiDeps } from "./deps.ts";
import { document } from "./document.ts";

const Check = z.object({ ok: z.boolean() });
const QueueCheck = Check.extend({ due: z.int(), dead: z.int(), oldest_due_seconds: z.number() });
const checkMilliseconds = 2000;
/** Work that is due waits for the next tick at most, unless nothing does it. */
const staleSeconds = 120;

/** `/health`: whether we work, for whoever watches. Says nothing of how, and tells no secret. */
export function createHealth({ db, storage }: ApiDeps): Hono<{ Variables: Basics }> {
  const app = new Hono<{ Variables: Basics }>();

  const database = async () => ({ ok: await db.answers(checkMilliseconds) });
  const objects = async () => ({ ok: await storage.answers(checkMilliseconds) });
  const queue = async () => {
    if (!(await db.answers(checkMilliseconds))) return { ok: false, due: 0, dead: 0, oldest_due_seconds: 0 };
    const [row] = await db.asService((tx) =>
      tx<[{ due: number; dead: number; oldest_due_seconds: number }]>`select * from private.queue_state()`
    );
    return { ok: row.oldest_due_seconds < staleSeconds, ...row };
  };

  const report = (path: string, summary: string, schema: z.ZodType, check: () => Promise<{ ok: boolean }>) =>
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
    const [databaseState, storageState, queueState] = await Promise.all([database(), objects(), queue()]);
    const checks = { database: databaseState, storage: storageState, queue: queueState };
    return { ok: Object.values(checks).every(({ ok }) => ok), checks };
  };
  const ready = async () => {
    const checks = await Promise.all([database(), objects()]);
    return { ok: checks.every(({ ok }) => ok) };
  };

  const Everything = Check.extend({ checks: z.object({ database: Check, storage: Check, queue: QueueCheck }) });
  report("/", "Is everything in order?", Everything, everything);
  report("/live", "Does the function run?", Check, () => Promise.resolve({ ok: true }));
  report("/ready", "Can it serve requests?", Check, ready);
  report("/db", "Does the database answer?", Check, database);
  report("/storage", "Does Storage answer?", Check, objects);
  report("/queue", "Is work being done?", QueueCheck, queue);
  return app;
}
