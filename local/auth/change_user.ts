import type { Sql } from "./context.ts";
import { hashPassword } from "./passwords.ts";
import { refuseTakenEmail, type UserAttributes, writeEmailIdentity } from "./users.ts";

/**
 * Changes a user as an admin may: metadata is merged and a key set to null goes away, an address ends anonymity. Where
 * no such user is, nothing happens. Throws `email_exists`.
 */
export async function changeUser(sql: Sql, id: string, attributes: UserAttributes): Promise<void> {
  const { email, password, email_confirm = false, app_metadata, user_metadata, ban_duration = null } = attributes;
  await sql.begin(async (tx) => {
    await tx`
      update auth.users set
        email = coalesce(lower(${email ?? null}), email),
        encrypted_password = coalesce(${hashPassword(tx, password)}, encrypted_password),
        email_confirmed_at = case when ${email_confirm} then coalesce(email_confirmed_at, now()) else email_confirmed_at end,
        is_anonymous = is_anonymous and ${email ?? null}::text is null,
        raw_app_meta_data = ${mergeJson("raw_app_meta_data", app_metadata)},
        raw_user_meta_data = ${mergeJson("raw_user_meta_data", user_metadata)},
        banned_until = case
          when ${ban_duration}::text is null then banned_until
          else now() + nullif(${ban_duration}, 'none')::interval
        end,
        updated_at = now()
      where id = ${id}`;
    if (email !== undefined) await writeEmailIdentity(tx, id);
  }).catch(refuseTakenEmail);

  function mergeJson(column: string, patch: Record<string, unknown> = {}) {
    const nulls = Object.keys(patch).filter((key) => patch[key] === null);
    return sql`(${sql(column)} || ${JSON.stringify(patch)}::jsonb) - ${nulls}::text[]`;
  }
}
