import type { z } from "zod";
import type { Query, Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { createNewestFirstCursors } from "../../page.ts";
import type { UserRow, UsersQuery } from "./schemas.ts";

export const userCursors = createNewestFirstCursors("users");

/** All users, newest first, one more than a page holds, with what each of them used. Throws `invalid_cursor`. */
export function listUsers(tx: Transaction, { limit, cursor, q, role }: z.output<typeof UsersQuery>): Query<UserRow> {
  const [createdAt = null, id = null] = userCursors.read(cursor) ?? [];
  return withUsage(
    tx,
    tx`private.find_users(${limit + 1}, null, ${q ?? null}, ${role ?? null}, ${createdAt}::timestamptz, ${id}::uuid)`,
  );
}

/** Asks for one user. */
export function selectUser(tx: Transaction, id: string): Query<UserRow> {
  return withUsage(tx, tx`private.find_users(1, ${id})`);
}

/** The user that was found. Throws `user_not_found`. */
export function demandUser([user]: readonly UserRow[], id: string): UserRow {
  if (user) return user;
  throw userNotFound(id);
}

/** The problem that there is no such user. */
export function userNotFound(id: string): AppError {
  return new AppError("user_not_found", `There is no user '${id}': GET /admin/users lists them`);
}

function withUsage(tx: Transaction, found: ReturnType<Transaction>): Query<UserRow> {
  const spent = (where = tx``) =>
    tx`jsonb_build_object(
      'transcriptions', coalesce(sum(transcriptions) ${where}, 0), 'audio_ms', coalesce(sum(audio_ms) ${where}, 0),
      'input_tokens', coalesce(sum(input_tokens) ${where}, 0), 'output_tokens', coalesce(sum(output_tokens) ${where}, 0)
    )`;
  return tx<UserRow[]>`
    select found.*, jsonb_build_object(
      'entries', brought.entries, 'transcriptions', runs.transcriptions, 'storage_bytes', brought.storage_bytes,
      'month', used.month, 'total', used.total
    ) as usage
    from ${found} as found,
      lateral (
        select count(*) as entries, coalesce(sum(byte_size) filter (where kind = 'audio'), 0) as storage_bytes
        from public.entries where user_id = found.id
      ) as brought,
      lateral (select count(*) as transcriptions from public.transcriptions where user_id = found.id) as runs,
      lateral (
        select ${spent(tx`filter (where day >= date_trunc('month', now() at time zone 'utc')::date)`)} as month,
          ${spent()} as total
        from public.usage_daily where user_id = found.id
      ) as used
    order by found.created_at desc, found.id desc`;
}
