import { resetDataDir } from "./data_dir.ts";
import { readChosenVariables } from "./environment.ts";
import { outliveLostConnections } from "./outlive_lost_connections.ts";
import { startStack } from "./stack.ts";
import { readStartOptions } from "./start_options.ts";
import { untilSignal } from "./until_signal.ts";

outliveLostConnections();
const stopped = untilSignal();
try {
  const { port, dataDir, reset } = readStartOptions(Deno.args);
  if (reset) await resetDataDir(dataDir);
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
