import type postgres from "postgres";

/** A table whose rows a backup holds. `columns` are those that are not computed; `identity` is the one that is numbered. */
export type Table = { schema: string; name: string; columns: string[]; identity: string | undefined };

/** Tables of Auth that say who somebody is. Sessions, and what is under way, end with a restore. */
const authTables = ["users", "identities", "mfa_factors"];

/** A name as SQL takes it, whatever it holds. */
export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
/** The whole name of a table, quoted. */
export const nameOf = ({ schema, name }: { schema: string; name: string }): string => `${quote(schema)}.${quote(name)}`;

/** All tables of `public` and `private`, and those of Auth. What belongs to an extension is the extension's. */
export async function listTables(tx: postgres.ISql): Promise<Table[]> {
  const rows = await tx<(Omit<Table, "identity"> & { identity: string | null })[]>`
    select n.nspname as schema, c.relname as name, array_agg(a.attname::text order by a.attnum) as columns,
      min(a.attname::text) filter (where a.attidentity <> '') as identity
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r'
      and (n.nspname in ('public', 'private') or (n.nspname = 'auth' and c.relname = any(${authTables})))
      and not exists (
        select from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
      )
    group by n.nspname, c.relname
    order by n.nspname, c.relname`;
  return rows.map(({ identity, ...table }) => ({ ...table, identity: identity ?? undefined }));
}
