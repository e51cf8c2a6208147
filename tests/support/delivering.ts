import type { DeliveryRow } from "../../functions/api/webhooks/schemas.ts";
import { createDeliver } from "../../functions/worker/deliver.ts";
import { createDrain } from "../../functions/worker/drain.ts";
import { createQueue } from "../../functions/worker/queue.ts";
import type { SendDeps } from "../../functions/worker/send_webhook.ts";
import { nothing } from "../../functions/worker/transcribe.ts";
import { createGuardedFetch } from "../../shared/net/guarded_fetch.ts";
import { startApi, type TestApi } from "./api.ts";
import type { Person } from "./people.ts";
import { addWebhook } from "./rows.ts";

export type Delivering = AsyncDisposable & {
  api: TestApi;
  /** Makes all deliveries that are due, as the worker does. */
  ring(): Promise<void>;
  /** The same by a worker of other deps, such as one with less patience. */
  ringWith(deps: Partial<SendDeps>): Promise<void>;
  /** Lets the time pass until the next attempts are due, and makes them. */
  ringLater(): Promise<void>;
  /** Everything that went to an endpoint, or to the URLs of transcriptions, oldest first. */
  readDeliveries(endpointId: string | null): Promise<DeliveryRow[]>;
};

/** The API and a worker that does nothing but deliver; both reach this machine. */
export async function startDelivering(): Promise<Delivering> {
  const api = await startApi({ LINKS_ALLOW_PRIVATE: "true" });
  const { database: { sql }, deps: { config, db, log, metrics } } = api;
  const deps = { db, config, guardedFetch: createGuardedFetch(config.links) };
  const ringWith = async (changes: Partial<SendDeps>) => {
    await createDrain({
      ...{ queue: createQueue(db, 30), log, metrics },
      handlers: { deliver: createDeliver({ ...deps, ...changes }), transcribe: () => Promise.resolve(nothing) },
      ...{ concurrency: 2, seconds: 140, leaseSeconds: 30 },
    })();
  };
  return {
    api,
    ring: () => ringWith({}),
    ringWith,
    async ringLater() {
      await sql`update private.jobs set due_at = now() where state = 'queued'`;
      await ringWith({});
    },
    readDeliveries: async (endpointId) =>
      await sql<DeliveryRow[]>`
        select * from public.webhook_deliveries where endpoint_id is not distinct from ${endpointId}
        order by created_at, id`,
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

/** Adds an endpoint and sends it a test, which is due. */
export async function sendTest({ api }: Delivering, person: Person, { url }: { url: string }) {
  const webhook = await addWebhook(api.database.sql, person, { url });
  const { id } = await (await api.call(person, "POST", `/webhooks/${webhook}/test`)).json();
  return { webhook, delivery: id as string };
}
