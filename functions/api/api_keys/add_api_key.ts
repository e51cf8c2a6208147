import type { z } from "zod";
import type { Caller } from "../../../shared/auth.ts";
import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { expiryOf } from "../entries/expiry.ts";
import type { makeApiKey } from "./key.ts";
import { apiKeyColumns, type ApiKeyRow, type NewApiKey } from "./schemas.ts";

/** Adds a key, unless its owner has as many as the operator allows. Throws `api_key_limit_reached`. */
export async function addApiKey(
  tx: Transaction,
  { userId }: Caller,
  { name, scopes, expires_in }: z.output<typeof NewApiKey>,
  { prefix, hash }: Awaited<ReturnType<typeof makeApiKey>>,
): Promise<ApiKeyRow> {
  const { expires_at = null } = expiryOf(expires_in);
  // One at a time for each owner: of two that count at once, both would find room for the last one.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`API keys of ${userId}`}, 0))`;
  const [added] = await tx<ApiKeyRow[]>`
    insert into public.api_keys (user_id, name, prefix, hash, scopes, expires_at)
    select ${userId}, ${name}, ${prefix}, ${hash}, ${scopes}, ${expires_at}::timestamptz
    where (select count(*) from public.api_keys where ended_at is null or ended_at > now())
      < private.setting('api_keys_per_user')::integer
    returning ${tx(apiKeyColumns)}`;
  if (added) return added;
  throw new AppError("api_key_limit_reached", "You have as many API keys as one may have: revoke one first");
}
