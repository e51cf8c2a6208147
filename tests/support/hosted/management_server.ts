import { Hono } from "hono";
import { createHash } from "node:crypto";
import postgres from "postgres";
import type { HostedProject } from "./project.ts";

/** A function as it was uploaded. */
export type UploadedFunction = {
  metadata: { name: string; entrypoint_path: string; verify_jwt: boolean };
  files: File[];
  version: number;
};

/**
 * Supabase's Management API over one project, as far as the CLI 3.1.0 and the deployment use it. The forms of its answers are
 * those of https://api.supabase.com/api/v1-json; the CLI refuses others.
 */
export function createManagementServer(
  project: HostedProject,
): { fetch(request: Request): Response | Promise<Response> } {
  const { ref } = project;
  const app = new Hono().basePath(`/v1/projects/${ref}`);
  app.use(async (c, next) => {
    if (c.req.header("authorization") !== `Bearer ${project.accessToken}`) {
      return c.json({ message: "Unauthorized" }, 401);
    }
    project.requests.push(`${c.req.method} ${c.req.path.slice(`/v1/projects/${ref}`.length)}`);
    const refusal = project.refuse(c.req.method, c.req.path);
    return refusal ?? await next();
  });

  app.get("/", (c) =>
    c.json({
      ...{ id: ref, ref, name: "minutes", region: "eu-central-1", status: project.status, organization_id: "acme" },
      ...{ organization_slug: "acme", created_at: "2026-11-01T00:00:00Z" },
      database: { host: `db.${ref}.supabase.co`, version: "17.6", postgres_engine: "17", release_channel: "ga" },
    }));

  app.get(
    "/database/migrations",
    async (c) =>
      c.json(await project.query("select version, name from supabase_migrations.schema_migrations order by version")),
  );
  app.post("/database/query", async (c) => {
    const { query, parameters } = await c.req.json();
    try {
      return c.json(await project.query(query, parameters), 201);
    } catch (error) {
      if (error instanceof postgres.PostgresError) return c.json({ message: error.message }, 400);
      throw error;
    }
  });
  app.get("/config/database/pooler", (c) => {
    const [host, database] = [project.poolerHost, project.databaseName];
    const address = `postgresql://postgres.${ref}:[YOUR-PASSWORD]@${host}:6543/${database}`;
    return c.json([{
      ...{ identifier: ref, database_type: "PRIMARY", is_using_scram_auth: true, pool_mode: "transaction" },
      ...{ db_user: `postgres.${ref}`, db_host: host, db_port: 6543, db_name: database, default_pool_size: 15 },
      ...{ connection_string: address, connectionString: address, max_client_conn: 200 },
    }]);
  });
  app.post("/cli/login-role", async (c) => c.json(await project.makeLogin(), 201));

  app.get("/api-keys", (c) => c.json(project.apiKeys.map((key) => c.req.query("reveal") === "true" ? key : hide(key))));
  app.post("/api-keys", async (c) => {
    const { name, type } = await c.req.json();
    const key = project.addKey(name, type);
    return c.json(c.req.query("reveal") === "true" ? key : hide(key), 201);
  });

  app.get(
    "/secrets",
    (c) =>
      c.json([...project.secrets].map(([name, value]) => ({ name, value: digestOf(value), updated_at: "2026-11-01" }))),
  );
  app.post("/secrets", async (c) => {
    for (const { name, value } of await c.req.json()) project.secrets.set(name, value);
    project.renewFunctions();
    return c.body(null, 201);
  });

  app.get("/functions", (c) => c.json([...project.functions].map(describe)));
  app.post("/functions/deploy", async (c) => {
    const form = await c.req.formData();
    const slug = c.req.query("slug")!;
    const uploaded: UploadedFunction = {
      metadata: JSON.parse(String(form.get("metadata"))),
      files: form.getAll("file").filter((file) => file instanceof File),
      version: (project.functions.get(slug)?.version ?? 0) + 1,
    };
    // Several are uploaded first and put to work at once by the PUT.
    if (c.req.query("bundleOnly") === "true") project.bundled.set(slug, uploaded);
    else project.putToWork([[slug, uploaded]]);
    return c.json(describe([slug, uploaded]), 201);
  });
  app.put("/functions", async (c) => {
    const named: { slug: string }[] = await c.req.json();
    project.putToWork(named.map(({ slug }) => [slug, project.bundled.get(slug)!]));
    return c.json({ functions: [...project.functions].map(describe) });
  });
  app.get("/functions/:slug/body", (c) => {
    const found = project.functions.get(c.req.param("slug"));
    if (!found) return c.json({ message: "Function not found" }, 404);
    const form = new FormData();
    form.set("metadata", JSON.stringify({ deno2_entrypoint_path: found.metadata.entrypoint_path }));
    for (const file of found.files) form.append("file", file);
    return new Response(form);
  });
  return app;
}

type Key = HostedProject["apiKeys"][number];

function hide(key: Key): Key {
  return key.type === "secret" ? { ...key, api_key: `${key.api_key.slice(0, 15)}...` } : key;
}

function describe([slug, { metadata, version }]: [string, UploadedFunction]) {
  const { name, verify_jwt, entrypoint_path } = metadata;
  return { id: slug, slug, name, status: "ACTIVE", version, verify_jwt, entrypoint_path, created_at: 1, updated_at: 1 };
}

function digestOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
