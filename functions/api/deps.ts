import type { Caller, VerifyUser } from "../../shared/auth.ts";
import type { Config } from "../../shared/config.ts";
import type { Database } from "../../shared/db.ts";
import type { Basics } from "../../shared/http/basics.ts";
import type { Log } from "../../shared/log.ts";
import type { AudioStorage } from "../../shared/storage.ts";

/** All that the API reaches outside itself. `index.ts` builds the real ones, tests their own. */
export type ApiDeps = {
  config: Config;
  db: Database;
  storage: AudioStorage;
  verifyUser: VerifyUser;
  log: Log;
  fetch: typeof fetch;
};

/** What a request carries behind the check of its token. */
export type UserEnv = { Variables: Basics & { caller: Caller } };
