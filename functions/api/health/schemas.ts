import { z } from "zod";

export const Check = z.object({ ok: z.boolean() });

export const QueueCheck = Check.extend({ due: z.int(), dead: z.int(), oldest_due_seconds: z.number() });

/** Providers by their order; whether each has a model and a key. */
export const ProvidersCheck = Check.extend({
  speech: z.record(z.string(), z.object({ configured: z.boolean() })),
  chat: z.record(z.string(), z.object({ configured: z.boolean() })),
});

export const Everything = Check.extend({
  checks: z.object({ database: Check, storage: Check, auth: Check, queue: QueueCheck, providers: ProvidersCheck }),
});
