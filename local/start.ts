import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { resetDataDir } from "./data_dir.ts";
import { readChosenVariables } from "./environment.ts";
import { outliveLostConnections } from "./outlive_lost_connections.ts";
import { startStack } from "./stack.ts";
import { untilSignal } from "./until_signal.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "54321" },
    "data-dir": { type: "string", default: ".stack" },
    reset: { type: "boolean", default: false },
  },
});

const dataDir = resolve(values["data-dir"]);
outliveLostConnections();
const stopped = untilSignal();
try {
  const port = Number(values.port);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_535)) {
    throw new Error(`--port must be a number below 65535: '${values.port}' is none`);
  }
  if (values.reset) await resetDataDir(dataDir);
  const stack = await startStack({ port, dataDir, chosen: await readChosenVariables(), say: console.log });
  console.log(`
  URL              ${stack.url}
  API              ${stack.url}/functions/v1/api
  API in browser   ${stack.url}/docs
  Publishable key  ${stack.keys.publishableKey}
  Secret key       ${stack.keys.secretKey}
  Database         ${stack.databaseUrl}
  Variables        ${dataDir}/env
  Function logs    ${dataDir}/functions.log

ready`);
  console.log(`Stopping after ${await stopped}`);
  await stack.stop();
  Deno.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
