import type postgres from "postgres";
import { makeApiKey } from "../../functions/api/api_keys/key.ts";
import { usualScopes } from "../../functions/api/api_keys/scopes.ts";
import type { Person } from "./people.ts";

type Traits = { scopes?: readonly string[]; isRevoked?: boolean; isExpired?: boolean };

/** An API key of a person's, as one that was made by the API. */
export async function addApiKey(
  sql: postgres.Sql,
  { id: userId }: Person,
  { scopes = usualScopes, isRevoked = false, isExpired = false }: Traits = {},
): Promise<{ id: string; key: string }> {
  const { key, prefix, hash } = await makeApiKey();
  const moment = new Date(Date.now() - 1);
  const [{ id }] = await sql<[{ id: string }]>`
    insert into public.api_keys (user_id, name, prefix, hash, scopes, revoked_at, expires_at)
    values (${userId}, 'a program', ${prefix}, ${hash}, ${[...scopes]}, ${isRevoked ? moment : null},
      ${isExpired ? moment : null})
    returning id`;
  return { id, key };
}

/** The header that a key is sent in. */
export function withKey({ key }: { key: string }): { authorization: string } {
  return { authorization: `Bearer ${key}` };
}
