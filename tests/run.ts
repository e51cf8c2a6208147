// Runs the tests beside one local stack: its Postgres holds the databases that the tests clone, its services are what the
// end-to-end tests use. Arguments go to `deno test`, such as a folder or --filter. Ends with "N passed, N failed".
import postgres from "postgres";
import { bootstrapDatabase } from "../local/postgres/bootstrap.ts";
import { migrate } from "../local/postgres/migrate.ts";
import { startStack } from "../local/stack.ts";
import { describeTestServer, templates } from "./support/test_server.ts";

const dataDir = await Deno.makeTempDir({ prefix: "stenobase-tests-" });
let failed = true;
try {
  const stack = await startStack({ port: 0, dataDir, chosen: {}, say: console.log, durable: false });
  try {
    for (const { name, migrated } of Object.values(templates)) {
      await createTemplate(stack.adminDatabaseUrl, name, migrated);
    }
    failed = !(await runTests(describeTestServer({ ...stack, dataDir }), Deno.args));
  } finally {
    await stack.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log("0 passed, 1 failed");
} finally {
  await Deno.remove(dataDir, { recursive: true });
}
Deno.exit(failed ? 1 : 0);

async function createTemplate(adminUrl: string, name: string, migrated: boolean) {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = name;
  await bootstrapDatabase(url.href, decodeURIComponent(url.password));
  if (migrated) {
    url.username = "postgres";
    await migrate(url.href);
  }
}

async function runTests(env: Record<string, string>, args: string[]): Promise<boolean> {
  const paths = args.some((arg) => !arg.startsWith("-")) ? [] : ["tests/"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", ...args, ...paths],
    env: { ...env, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output = (output + text).slice(-2000);
    await Deno.stdout.write(new TextEncoder().encode(text));
  }
  const { success } = await child.status;
  const [, passes = "0", failures = "0"] = /(\d+) passed.*?\| (\d+) failed/.exec(output) ?? [];
  // A file that does not compile fails the run and counts as no test.
  const missing = !success && failures === "0" ? 1 : 0;
  console.log(`${passes} passed, ${Number(failures) + missing} failed`);
  return success;
}
