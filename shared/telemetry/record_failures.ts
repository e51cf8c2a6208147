import type { Database } from "../db.ts";
import { describeCause } from "../describe_cause.ts";
import type { ProblemCode } from "../errors.ts";
import type { Report } from "../log.ts";
import { createBudget } from "./budget.ts";

/** What is our own fault, and not a caller's or a provider's. */
const ownFaults: ReadonlySet<unknown> = new Set<ProblemCode>([
  "internal_error",
  "auth_unavailable",
  "database_unavailable",
  "storage_unavailable",
  "worker_unavailable",
]);
const perMinute = 20;

type Options = { db: Database; waitUntil: (work: Promise<unknown>) => void };

/** Writes requests that failed through our own fault into `error_logs`, beside the answer; what cannot be written is not. */
export function createFailureRecorder({ db, waitUntil }: Options): Report {
  const hasRoom = createBudget(perMinute);
  return (event, thrown, { code, request_id, user_id, route }) => {
    if (event !== "request failed" || !ownFaults.has(code) || !hasRoom()) return;
    const row = { code, message: describeCause(thrown).cause, request_id, user_id, route };
    waitUntil(
      db.asService((tx) => tx`insert into public.error_logs ${tx(row)}`).catch(() => {
        // It is in the log, which is what tells of a database that is away.
      }),
    );
  };
}
