import postgres from "postgres";
import { z } from "zod";
import { readAddress } from "../../shared/postgres/address.ts";
import { createDial } from "../../shared/postgres/dial.ts";
import { connectBy } from "../../shared/postgres/socket.ts";

/** A project on Supabase, a server of one's own, or the local stack, as whoever keeps its backups reaches it. */
export type Project = { url: string; secretKey: string; databaseUrl: string; databaseCa: string | undefined };

const Variables = z.object({
  SUPABASE_URL: z.url({ protocol: /^https?$/, error: "set it to the project's http(s) address" }),
  SUPABASE_SECRET_KEY: z.string("set it to a secret key of the project").min(1),
  DATABASE_URL: z.string("set it to the database's address, past the transaction pooler").regex(
    /^postgres(ql)?:\/\//,
    "must be a postgres:// address",
  ),
  DATABASE_CA: z.string().optional(),
});

/** Reads the variables that say which project is meant. Throws one error that names what is missing and quotes nothing. */
export function readProject(environment: { get(name: string): string | undefined }): Project {
  const get = (name: string) => environment.get(name)?.trim() || undefined;
  const { data, error } = Variables.safeParse({
    SUPABASE_URL: get("SUPABASE_URL")?.replace(/\/+$/, ""),
    SUPABASE_SECRET_KEY: get("SUPABASE_SECRET_KEY") ?? get("SUPABASE_SERVICE_ROLE_KEY"),
    DATABASE_URL: get("DATABASE_URL") ?? get("SUPABASE_DB_URL"),
    DATABASE_CA: get("DATABASE_CA"),
  });
  if (error) throw new Error(error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
  return {
    url: data.SUPABASE_URL,
    secretKey: data.SUPABASE_SECRET_KEY,
    databaseUrl: data.DATABASE_URL,
    databaseCa: data.DATABASE_CA,
  };
}

/** One connection to a project's database, over TLS as its address says. `say` is told where that is not encrypted. */
export function openDatabase(
  project: Pick<Project, "databaseUrl" | "databaseCa">,
  say: (line: string) => void,
): postgres.Sql {
  const address = readAddress(project.databaseUrl, project.databaseCa);
  return postgres(project.databaseUrl, {
    ...connectBy(createDial(address, (why) => say(`Not encrypted. ${why.message}`))),
    max: 1,
    prepare: false,
    onnotice: () => {},
  });
}
