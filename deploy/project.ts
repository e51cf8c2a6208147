import postgres from "postgres";
import { z } from "zod";
import type { Environment } from "../shared/config.ts";
import { Variables } from "../shared/config/variables.ts";
import { type Address, readAddress } from "../shared/postgres/address.ts";
import { createDial, type Dial, NoTls } from "../shared/postgres/dial.ts";
import { connectBy } from "../shared/postgres/socket.ts";

/** A project on Supabase, a server of one's own, or the local stack, as whoever looks after it reaches it. */
export const Project = z.object({
  url: z.string(),
  secretKey: z.string("SUPABASE_SECRET_KEY: set it to a secret key of the project"),
  databaseUrl: z.string("DATABASE_URL: set it to the database's address, past the transaction pooler"),
  databaseCa: z.string().optional(),
});
export type Project = z.infer<typeof Project>;

const Named = Variables.pick({
  SUPABASE_URL: true,
  SUPABASE_SECRET_KEYS: true,
  SUPABASE_SECRET_KEY: true,
  SUPABASE_SERVICE_ROLE_KEY: true,
  DATABASE_URL: true,
  SUPABASE_DB_URL: true,
  DATABASE_CA: true,
});

/**
 * Reads which project is meant, by the variables that the functions read; `schema` says what of it has to be there. Throws one
 * error that names what is missing and quotes nothing.
 */
export function readProject<Schema extends z.ZodType>(environment: Environment, schema: Schema): z.output<Schema> {
  const values = Object.keys(Named.shape).map((name) => [name, environment.get(name)?.trim() || undefined]);
  const named = Named.safeParse(Object.fromEntries(values));
  if (named.error) {
    throw new Error(
      named.error.issues.map(({ path: [name], message }) => `${name?.toString()}: ${message}`).join("\n"),
    );
  }
  const v = named.data;
  const { data, error } = schema.safeParse({
    url: v.SUPABASE_URL,
    secretKey: v.SUPABASE_SECRET_KEYS?.default ?? v.SUPABASE_SECRET_KEY ?? v.SUPABASE_SERVICE_ROLE_KEY,
    databaseUrl: v.DATABASE_URL ?? v.SUPABASE_DB_URL,
    databaseCa: v.DATABASE_CA,
  });
  if (error) throw new Error(error.issues.map(({ message }) => message).join("\n"));
  return data;
}

/** One connection to a project's database, over TLS as its address says. `say` is told where that is not encrypted. */
export function openDatabase(
  { databaseUrl, databaseCa }: Pick<Project, "databaseUrl" | "databaseCa">,
  say: (line: string) => void,
): postgres.Sql {
  const address = readAddress(databaseUrl, databaseCa);
  return postgres(databaseUrl, {
    ...connectBy(nameUnreached(address, createDial(address, (why) => say(`Not encrypted. ${why.message}`)))),
    max: 1,
    prepare: false,
    onnotice: () => {},
  });
}

/** A dial whose errors say which database it is that cannot be reached. */
function nameUnreached({ hostname, port }: Address, dial: Dial): Dial {
  return (signal) =>
    dial(signal).catch((cause) => {
      if (cause instanceof NoTls) throw cause;
      throw new Error(`The database at ${hostname}:${port} cannot be reached: ${cause.message}`, { cause });
    });
}
