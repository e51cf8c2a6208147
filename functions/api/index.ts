import "../../shared/node_globals.ts";
import { createVerifier } from "../../shared/auth.ts";
import { parseConfig } from "../../shared/config.ts";
import { connectDatabase } from "../../shared/db.ts";
import { createLog } from "../../shared/log.ts";
import { logUncaught } from "../../shared/log_uncaught.ts";
import { createStorage } from "../../shared/storage.ts";
import { createApi } from "./app.ts";

const config = parseConfig(Deno.env);
const log = createLog(console.log, { function: "api" });
logUncaught(log);
const api = createApi({
  config,
  db: connectDatabase(config.databaseUrl),
  storage: createStorage(config),
  verifyUser: createVerifier(config),
  log,
  fetch,
});

export default { fetch: api.fetch };
