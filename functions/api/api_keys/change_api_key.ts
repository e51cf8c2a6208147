import type { Query, Transaction } from "../../../shared/db.ts";
import { demandApiKey, selectApiKey } from "./read_api_key.ts";
import { apiKeyColumns, type ApiKeyRow } from "./schemas.ts";

/** Gives a key of the caller's another name. */
export function renameApiKey(tx: Transaction, id: string, name: string): Query<ApiKeyRow> {
  return tx<ApiKeyRow[]>`
    update public.api_keys set name = ${name} where id = ${id} returning ${tx(apiKeyColumns)}`;
}

/** Ends a key of the caller's for good. False where it was revoked before. Throws `api_key_not_found`. */
export async function revokeApiKey(tx: Transaction, id: string): Promise<boolean> {
  const revoked = await tx`
    update public.api_keys set revoked_at = now() where id = ${id} and revoked_at is null returning id`;
  if (revoked.length === 0) demandApiKey(await selectApiKey(tx, id), id);
  return revoked.length > 0;
}
