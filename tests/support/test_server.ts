import { z } from "zod";

/** Databases that tests clone: as a hosted project is at its birth, and with our migrations. */
export const templates = {
  platform: { name: "template_platform", migrated: false },
  stenobase: { name: "template_stenobase", migrated: true },
} as const;

const TestServer = z.object({
  url: z.url(),
  keys: z.object({ publishableKey: z.string(), secretKey: z.string(), workerKey: z.string(), jwtSecret: z.string() }),
  databaseUrl: z.string(),
  adminDatabaseUrl: z.string(),
  dataDir: z.string(),
});

/** The local stack that `deno task test` starts beside the tests. */
export type TestServer = z.infer<typeof TestServer>;

const variable = "STENOBASE_TEST_SERVER";

/** What the runner hands to the tests. */
export function describeTestServer(server: TestServer): Record<string, string> {
  return { [variable]: JSON.stringify(TestServer.parse(server)) };
}

/** The stack beside the tests. Throws where the tests were not started by their runner. */
export function testServer(): TestServer {
  const text = Deno.env.get(variable);
  if (!text) throw new Error("Run the tests with 'deno task test', such as 'deno task test tests/database'");
  return TestServer.parse(JSON.parse(text));
}
