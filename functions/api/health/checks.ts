import type { z } from "zod";
import { within } from "../../../shared/within.ts";
import type { ApiDeps } from "../deps.ts";
import { createAuthCheck } from "./auth_check.ts";
import type { Check, ProvidersCheck, QueueCheck } from "./schemas.ts";

/** How long each is waited for. */
const checkMilliseconds = 2000;
/** Work that is due waits for the next tick at most, unless nothing does it. */
const staleSeconds = 120;

export type Checks = {
  database(): Promise<z.infer<typeof Check>>;
  storage(): Promise<z.infer<typeof Check>>;
  auth(): Promise<z.infer<typeof Check>>;
  queue(): Promise<z.infer<typeof QueueCheck>>;
  providers(): z.infer<typeof ProvidersCheck>;
};

/** What is asked of each part that we stand on. None rejects, and none takes longer than its time. */
export function createChecks(deps: Pick<ApiDeps, "config" | "db" | "storage" | "fetch">): Checks {
  const { config: { speech, chat }, db, storage } = deps;
  const auth = createAuthCheck(deps);
  const isOk = (answered: Promise<boolean>) => within(answered, checkMilliseconds, false);
  return {
    database: async () => ({ ok: await isOk(db.answers(checkMilliseconds)) }),
    storage: async () => ({ ok: await isOk(storage.answers(checkMilliseconds)) }),
    auth: async () => ({ ok: await isOk(auth(checkMilliseconds)) }),
    async queue() {
      const state = db.asService((tx) => tx<QueueState[]>`select * from private.queue_state()`);
      const [row] = await within<Iterable<QueueState>>(state, checkMilliseconds, []);
      if (!row) return { ok: false, due: 0, dead: 0, oldest_due_seconds: 0 };
      return { ok: row.oldest_due_seconds < staleSeconds, ...row };
    },
    providers() {
      const lists = { speech: configured(speech), chat: configured(chat) };
      const all = Object.values(lists).flatMap((list) => Object.values(list));
      return { ok: all.every(({ configured }) => configured), ...lists };
    },
  };
}

type QueueState = Omit<z.infer<typeof QueueCheck>, "ok">;

type Services = { order: readonly string[]; services: Record<string, { apiKey: string | undefined } | undefined> };

/** Asks nobody: a call that tells more would be paid for. */
function configured({ order, services }: Services): Record<string, { configured: boolean }> {
  return Object.fromEntries(order.map((name) => [name, { configured: Boolean(services[name]?.apiKey) }]));
}
