import postgres from "postgres";
import { loadKeys } from "../../../local/keys.ts";
import type { Platform } from "../../../deploy/platform.ts";
import { cloneDatabase } from "../database.ts";
import { platformParts } from "../platform_parts.ts";
import { startClock } from "./clock.ts";
import { createHostedFunctions } from "./functions.ts";
import { openHostedGateway } from "./gateway.ts";
import { createManagementServer, type UploadedFunction } from "./management_server.ts";
import { startSessionPooler } from "./session_pooler.ts";

export type HostedProject = {
  ref: string;
  accessToken: string;
  status: string;
  /** Whether users sign in by password. */
  passwords: boolean;
  apiKeys: { id: string; name: string; type: string; api_key: string }[];
  secrets: Map<string, string>;
  functions: Map<string, UploadedFunction>;
  /** Uploaded, and not at work yet. */
  bundled: Map<string, UploadedFunction>;
  poolerHost: string;
  databaseName: string;
  /** What the Management API was asked, in order. */
  requests: string[];
  /** What it is to answer instead, from the test. */
  refuse(method: string, path: string): Response | undefined;
  addKey(name: string, type: string): HostedProject["apiKeys"][number];
  /** Runs a statement as `postgres`. */
  query(sql: string, parameters?: string[]): Promise<Record<string, unknown>[]>;
  /** A login of the database that may become `postgres`, as the CLI asks for. */
  makeLogin(): Promise<{ role: string; password: string; ttl_seconds: number }>;
  putToWork(functions: [string, UploadedFunction][]): void;
  /** New variables reach isolates that are started after. */
  renewFunctions(): void;
};

export type RunningProject = AsyncDisposable & {
  project: HostedProject;
  platform: Platform;
  /** What the functions wrote. */
  logs: string[];
  /** As the superuser. */
  sql: postgres.Sql;
  /** What a user of the dashboard finds there, to fill in the file of variables. */
  variables: Record<string, string>;
};

/**
 * A hosted project at its birth, on loopback: Postgres with what the platform adds, Auth, Storage, a gateway, functions that
 * run as they were uploaded on the platform's Deno, pg_net and pg_cron by a clock, and the Management API. One address
 * answers for all of it.
 */
export async function startHostedProject(): Promise<RunningProject> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "stenobase-hosted-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const database = stack.use(await cloneDatabase("platform"));
  await database.sql.unsafe(platformParts);
  const asPostgres = postgres(database.url, { max: 2, onnotice: () => {} });
  stack.defer(() => asPostgres.end({ timeout: 2 }));

  let respond: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => respond(request));
  stack.defer(() => http.shutdown());
  const url = `http://127.0.0.1:${http.addr.port}`;
  const keys = await loadKeys(folder);
  const address = new URL(database.adminUrl);
  const pooler = stack.use(startSessionPooler(Number(address.port)));

  const ref = Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => String.fromCharCode(97 + byte % 26))
    .join("");
  const login = `cli_login_postgres.${ref}`;
  stack.defer(async () => void (await database.sql.unsafe(`drop role if exists "${login}"`)));
  const logs: string[] = [];
  const functions = stack.use(createHostedFunctions(folder, () => ({
    SUPABASE_URL: url,
    SUPABASE_DB_URL: database.url,
    SUPABASE_SECRET_KEYS: JSON.stringify(
      Object.fromEntries(project.apiKeys.filter(({ type }) => type === "secret").map((key) => [key.name, key.api_key])),
    ),
    ...Object.fromEntries(project.secrets),
  }), (line) => void logs.push(line)));

  const project: HostedProject = {
    ref,
    accessToken: `sbp_${crypto.randomUUID().replaceAll("-", "").padEnd(40, "0")}`,
    ...{ status: "ACTIVE_HEALTHY", passwords: true },
    apiKeys: [
      { id: "1", name: "default", type: "publishable", api_key: keys.publishableKey },
      { id: "2", name: "default", type: "secret", api_key: keys.secretKey },
    ],
    ...{ secrets: new Map(), functions: new Map(), bundled: new Map(), requests: [] },
    ...{ poolerHost: pooler.host, databaseName: address.pathname.slice(1) },
    refuse: () => undefined,
    addKey(name, type) {
      const key = { id: `${project.apiKeys.length + 1}`, name, type, api_key: `sb_secret_${crypto.randomUUID()}` };
      project.apiKeys.push(key);
      functions.renew();
      return key;
    },
    query: async (sql, parameters = []) => [...await asPostgres.unsafe(sql, parameters)],
    async makeLogin() {
      const password = crypto.randomUUID();
      await database.sql.unsafe(`
        do $$ begin
          if not exists (select from pg_roles where rolname = '${login}') then
            create role "${login}" login noinherit in role postgres;
          end if;
        end $$;
        alter role "${login}" password '${password}' valid until 'tomorrow'`);
      return { role: "cli_login_postgres", password, ttl_seconds: 300 };
    },
    putToWork(uploaded) {
      for (const [slug, found] of uploaded) project.functions.set(slug, found);
      functions.renew(project.functions);
    },
    renewFunctions: () => functions.renew(),
  };

  const gateway = await openHostedGateway({ keys, url, adminUrl: database.adminUrl, folder, functions });
  stack.use(gateway);
  const management = createManagementServer(project);
  respond = (request) => {
    if (request.url.startsWith(`${url}/v1/projects/`)) return management.fetch(request);
    if (!project.passwords && request.url.includes("grant_type=password")) {
      return Response.json({ code: "email_provider_disabled", message: "Email logins are disabled" }, { status: 422 });
    }
    return gateway.fetch(request);
  };
  stack.use(await startClock(database));

  const profile = `${folder}/profile.json`;
  const addresses = { api_url: url, dashboard_url: url, project_host: "stenobase.invalid" };
  await Deno.writeTextFile(profile, JSON.stringify({ name: "loopback", ...addresses }));
  const owned = stack.move();
  return {
    ...{ project, logs, sql: database.sql },
    platform: { apiUrl: url, projectUrl: () => url, cliProfile: profile },
    variables: { DATABASE_URL: database.url, JWT_SECRET: keys.jwtSecret },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
