import postgres from "postgres";
import { freePort } from "../../local/ports.ts";
import { startPostgres } from "../../local/postgres/server.ts";
import { until } from "./until.ts";

export type TlsPostgres = AsyncDisposable & {
  /** As the role `postgres`, at 127.0.0.1. */
  url: string;
  /** Lets connections in that are not encrypted, or refuses them as "Enforce SSL" does; at first they are refused. */
  allowPlain(allow: boolean): Promise<void>;
  /** Shows another certificate; at first its own. */
  show(certificate: keyof typeof certificates): Promise<void>;
};

const readFixture = (name: string) => Deno.readTextFile(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));

/** Certificates that are signed by themselves: for 127.0.0.1, where the server is, and for somebody else. */
export const certificates = {
  own: { certificate: await readFixture("database"), key: await readFixture("database_key") },
  other: { certificate: await readFixture("certificate"), key: await readFixture("key") },
};

/** A Postgres of its own with TLS and the role `service_role`, and nothing else. */
export async function startTlsPostgres(): Promise<TlsPostgres> {
  const dataDir = await Deno.makeTempDir({ prefix: "stenobase-tls-test-" });
  const server = await startPostgres({ dataDir, port: freePort(), password: crypto.randomUUID(), durable: false });
  const admin = postgres(server.url("postgres", "supabase_admin"), { max: 1 });
  const cluster = `${dataDir}/cluster`;
  const allowPlain = async (allow: boolean) => {
    await limitConnections(admin, cluster, [`${allow ? "host" : "hostssl"} all all 127.0.0.1/32 trust`]);
    await until(async () => await takesPlain(server.url("postgres")) === allow || undefined);
  };
  await admin`create role postgres login`;
  await admin`create role service_role`;
  await admin`grant service_role to postgres`;
  await offerTls(admin, cluster);
  await allowPlain(false);
  return {
    url: server.url("postgres"),
    allowPlain,
    show: (name) => showCertificate(admin, cluster, name),
    async [Symbol.asyncDispose]() {
      await admin.end();
      await server.stop();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

/** From now on the Postgres of a stack takes connections of the role `postgres` over TLS alone, with the certificate `own`. */
export async function enforceTls(stack: { adminDatabaseUrl: string; databaseUrl: string; dataDir: string }) {
  const cluster = `${stack.dataDir}/cluster`;
  const admin = postgres(stack.adminDatabaseUrl, { max: 1 });
  await offerTls(admin, cluster);
  await limitConnections(admin, cluster, [
    "hostssl all postgres 127.0.0.1/32 scram-sha-256",
    "host all supabase_admin 127.0.0.1/32 scram-sha-256",
  ]);
  await until(async () => !(await takesPlain(stack.databaseUrl)) || undefined);
  await admin.end();
}

async function offerTls(admin: postgres.Sql, cluster: string) {
  await admin`alter system set ssl = on`;
  await showCertificate(admin, cluster, "own");
}

async function showCertificate(admin: postgres.Sql, cluster: string, name: keyof typeof certificates) {
  await Deno.writeTextFile(`${cluster}/server.crt`, certificates[name].certificate);
  // Postgres reads a key that is its own and nobody else's.
  const file = `${cluster}/server.key`;
  await Deno.writeTextFile(file, certificates[name].key, { mode: 0o600 });
  const { uid, gid } = await Deno.stat(cluster);
  await Deno.chown(file, uid, gid);
  await admin`select pg_reload_conf()`;
}

/** Lines as of pg_hba.conf. */
async function limitConnections(admin: postgres.Sql, cluster: string, lines: string[]) {
  await Deno.writeTextFile(`${cluster}/pg_hba.conf`, lines.map((line) => `${line}\n`).join(""));
  await admin`select pg_reload_conf()`;
}

async function takesPlain(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, ssl: false });
  return await sql`select 1`.then(() => true, () => false).finally(() => sql.end());
}
