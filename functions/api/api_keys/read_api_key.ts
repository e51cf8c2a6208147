import type { z } from "zod";
import type { Query, Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { createNewestFirstCursors, type PageQuery } from "../page.ts";
import { apiKeyColumns, type ApiKeyRow } from "./schemas.ts";

export const apiKeyCursors = createNewestFirstCursors("api_keys");

/** The caller's keys, newest first, one more than a page holds. Throws `invalid_cursor`. */
export function listApiKeys(tx: Transaction, { limit, cursor }: z.output<typeof PageQuery>): Query<ApiKeyRow> {
  const after = apiKeyCursors.read(cursor);
  return tx<ApiKeyRow[]>`
    select ${tx(apiKeyColumns)} from public.api_keys
    ${after ? tx`where (created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : tx``}
    order by created_at desc, id desc
    limit ${limit + 1}`;
}

/** Asks for one key of the caller's. */
export function selectApiKey(tx: Transaction, id: string): Query<ApiKeyRow> {
  return tx<ApiKeyRow[]>`select ${tx(apiKeyColumns)} from public.api_keys where id = ${id}`;
}

/** The key that was found. Throws `api_key_not_found`. */
export function demandApiKey<Row>([found]: readonly Row[], id: string): Row {
  if (found) return found;
  throw new AppError("api_key_not_found", `You have no API key '${id}': GET /api_keys lists yours`);
}
