import type { Database } from "../../shared/db.ts";
import { findDelivery, recordAttempt, skipDelivery } from "../../shared/webhooks/deliveries.ts";
import type { Handler } from "./drain.ts";
import { type SendDeps, sendWebhook } from "./send_webhook.ts";
import { nothing } from "./transcribe.ts";

/** How long a receiver is left alone after each attempt that failed, in seconds: a day in all, then it is given up. */
const retrySeconds = [5, 30, 2 * 60, 10 * 60, 60 * 60, 3 * 60 * 60, 6 * 60 * 60, 12 * 60 * 60];

/**
 * Job `deliver` (subject: delivery). Makes one attempt; the next one is a job of its own (see `plan_next_attempt` in the
 * database), so that attempts which fail are done work and no error of ours.
 */
export function createDeliver(deps: SendDeps & { db: Database }): Handler {
  return async (id, { signal }) => {
    const delivery = await deps.db.asService((tx) => findDelivery(tx, id));
    if (!delivery) return nothing;
    if (delivery.isPaused) return (tx) => skipDelivery(tx, id);
    const attempt = await sendWebhook(deps, delivery, signal);
    // 410 Gone asks for no more. Source: Standard Webhooks 1.0.0, "Delivery success and failure".
    const seconds = attempt.status === 410 ? undefined : retrySeconds[delivery.attempts];
    // A little later each time, so that what failed together does not come back together.
    return (tx) => recordAttempt(tx, delivery, attempt, seconds && seconds * (1 + Math.random() / 10));
  };
}
