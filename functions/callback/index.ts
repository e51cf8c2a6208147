import "../../shared/node_globals.ts";
import { parseConfig } from "../../shared/config.ts";
import { connectDatabase } from "../../shared/db.ts";
import { createLog } from "../../shared/log.ts";
import { logUncaught } from "../../shared/log_uncaught.ts";
import { createCallback } from "./app.ts";

const config = parseConfig(Deno.env);
const log = createLog(console.log, { function: "callback" });
logUncaught(log);
const callback = createCallback({
  config,
  db: connectDatabase(config.databaseUrl, { ca: config.databaseCa, log }),
  log,
});

export default { fetch: callback.fetch };
