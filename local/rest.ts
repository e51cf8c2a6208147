import { App } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import postgres from "postgres";

export type Rest = { fetch(request: Request): Promise<Response>; close(): Promise<void> };

/**
 * Serves `/rest/v1/*` for the schema `public` in PostgREST's wire format. `databaseUrl` is the superuser's: only it reads
 * the whole schema. Every request needs a JWT signed with `jwtSecret`, else 401. The schema is read once, and again after
 * `notify pgrst`, as with PostgREST.
 */
export async function createRest(options: { databaseUrl: string; jwtSecret: string }): Promise<Rest> {
  const connection = new RestConnection({
    url: options.databaseUrl,
    postgresOptions: { max: 8, onnotice: () => {} },
  });
  const app = new App({
    connection,
    api: { schemas: ["public"], anonymous_enabled: false },
    auth: { enabled: true, jwt_secret: options.jwtSecret },
    options: { server: { apiKeys: false, admin: false, disableStudio: true } },
  });
  await connection.driver.listen("pgrst", () => void connection.clearSchemaCache());
  return { fetch: (request) => app.fetch(request), close: () => connection.driver.end({ timeout: 2 }) };
}

/**
 * Lite would grant every table with row-level security to `anon`, and run as the superuser where no table has it.
 * Here each request is a transaction of `authenticator`, as with PostgREST: Postgres refuses a role that is not granted to it.
 */
class RestConnection extends PostgresConnection {
  override withContext: PostgresConnection["withContext"] = (context, run, options) =>
    this.kysely.transaction().execute(async (tx) => {
      const { role, jwt } = (context as RequestContext).auth;
      const settings = {
        session_authorization: "authenticator",
        role,
        "request.jwt.claims": JSON.stringify(jwt),
        search_path: "public, extensions",
        ...options?.rpc && requestSettings(options.rpc),
      };
      await tx.selectNoFrom((build) =>
        Object.entries(settings).map(([name, value]) =>
          build.fn("set_config", [build.val(name), build.val(value), build.lit(true)]).as(name)
        )
      ).execute();
      return await run(tx);
    });

  /**
   * Lite answers 500 to a check constraint and to `raise exception`, PostgREST 400 (docs.postgrest.org, Errors). The
   * `PGRST` state is the way that both have for an error to say its own status.
   */
  override normalizeDbError(error: unknown): unknown {
    if (!(error instanceof postgres.PostgresError) || !/^(23|P0001)/.test(error.code)) return error;
    if (["23503", "23505"].includes(error.code)) return error;
    const { code, message, detail, hint } = error;
    return {
      code: "PGRST",
      message: JSON.stringify({ code, message, details: detail, hint }),
      detail: JSON.stringify({ status: 400, headers: {} }),
    };
  }
}

type RequestContext = { auth: { role: string; jwt: Record<string, unknown> } };

type Rpc = { method: string; path: string; readOnly: boolean; requestHeaders?: Record<string, string> };

function requestSettings(rpc: Rpc) {
  return {
    "request.method": rpc.method,
    "request.path": rpc.path,
    "request.headers": JSON.stringify(rpc.requestHeaders ?? {}),
    transaction_read_only: rpc.readOnly ? "on" : "off",
  };
}
