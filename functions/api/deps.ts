import type { Caller, VerifyUser } from "../../shared/auth.ts";
import type { Config } from "../../shared/config.ts";
import type { Database } from "../../shared/db.ts";
import type { Basics } from "../../shared/http/basics.ts";
import type { FindModel } from "../../shared/language/registry.ts";
import type { Log } from "../../shared/log.ts";
import type { AudioStorage } from "../../shared/storage.ts";
import type { Metrics } from "../../shared/telemetry/metrics.ts";
import type { UsedApiKey } from "./api_keys/use_api_key.ts";
import type { StreamTimes } from "./events/stream_events.ts";
import type { HeldKey } from "./idempotency/held_key.ts";
import type { Limit } from "./rate_limits/limit.ts";

/** All that the API reaches outside itself. `index.ts` builds the real ones, tests their own. */
export type ApiDeps = {
  config: Config;
  db: Database;
  storage: AudioStorage;
  verifyUser: VerifyUser;
  log: Log;
  metrics: Metrics;
  fetch: typeof fetch;
  language: FindModel;
  /** Where streams of events, and waiting for a transcript, are to be quicker than usual. */
  streamTimes?: StreamTimes;
  /** Keeps the isolate alive until the work is done, where the platform would end it with the answer. */
  waitUntil?: (work: Promise<unknown>) => void;
};

/** A caller with one request of theirs. */
export type ApiCaller = Caller & {
  /** The API key that the request came by; undefined where it came by a user's own token. */
  apiKey: UsedApiKey | undefined;
  /** Keyed hash of the network address that it came from; undefined where nobody tells. */
  address: string | undefined;
  /** How the limits stand that it was counted against, by name. */
  limits: Map<Limit["name"], Limit>;
  /** Why nothing new is transcribed, where it asks for that and nothing is. */
  pausedBecause: string | null;
  /** The idempotency key that it holds. */
  heldKey: HeldKey | undefined;
};

/** What a request carries behind the check of its token or key. */
export type UserEnv = { Variables: Basics & { caller: ApiCaller } };
