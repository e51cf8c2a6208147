import type { User } from "@supabase/supabase-js";
import postgres from "postgres";
import { z } from "zod";
import type { Sql } from "./context.ts";
import { AuthError } from "./errors.ts";
import { hashPassword } from "./passwords.ts";

/** Reads users in GoTrue's wire format, where what is null is left out. `tail` follows `from auth.users`. */
export async function selectUsers(sql: Sql, tail: postgres.PendingQuery<postgres.Row[]>): Promise<User[]> {
  const rows = await sql`
    select
      users.id, aud, role, coalesce(email, '') as email, coalesce(phone, '') as phone, is_anonymous,
      raw_app_meta_data as app_metadata, raw_user_meta_data as user_metadata,
      coalesce(identities.list, '[]') as identities,
      created_at, updated_at, email_confirmed_at, confirmed_at, last_sign_in_at, invited_at, confirmation_sent_at,
      recovery_sent_at, email_change_sent_at, nullif(email_change, '') as new_email, banned_until
    from auth.users
    left join lateral (
      select jsonb_agg(jsonb_build_object(
        'identity_id', id, 'id', provider_id, 'user_id', user_id, 'provider', provider, 'identity_data', identity_data,
        'email', email, 'last_sign_in_at', last_sign_in_at, 'created_at', created_at, 'updated_at', updated_at
      ) order by created_at) as list
      from auth.identities where user_id = users.id
    ) identities on true
    ${tail}`;
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as User);
}

/** One user. Throws GoTrue's `user_not_found`. */
export async function findUser(sql: Sql, id: string): Promise<User> {
  const [user] = await selectUsers(sql, sql`where users.id = ${id}`);
  if (user === undefined) throw new AuthError(404, "user_not_found", "User not found");
  return user;
}

const metadata = z.record(z.string(), z.unknown());

/** What an admin may say of a user. Other fields of GoTrue's are refused by name rather than lost. */
export const userAttributes = z.strictObject({
  id: z.uuid(),
  email: z.email(),
  password: z.string(),
  email_confirm: z.boolean(),
  app_metadata: metadata,
  user_metadata: metadata,
  // GoTrue takes the durations of Go, such as "24h" or "1h30m". Postgres reads these units the same way.
  ban_duration: z.string().regex(/^(none|(\d+(\.\d+)?(ms|us|s|m|h))+)$/, "invalid format for ban duration"),
}).partial();

export type UserAttributes = z.infer<typeof userAttributes>;

/** Inserts a user with the identity that an address makes, and returns its id. Throws `email_exists`. */
export async function insertUser(sql: Sql, attributes: UserAttributes, isAnonymous = false): Promise<string> {
  const { id = crypto.randomUUID(), email, password, email_confirm = false } = attributes;
  const { user_metadata = {}, ban_duration = null } = attributes;
  const provider = email === undefined ? {} : { provider: "email", providers: ["email"] };
  return await sql.begin(async (tx) => {
    // GoTrue looks for the address before it adds anything, so that one who is there under this very id is told the same.
    const [known] = await tx`select from auth.users where email = lower(${email ?? null})`;
    if (known) throw takenEmail();
    const [row] = await tx<[{ id: string }]>`
      insert into auth.users (
        id, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data, is_anonymous, banned_until
      ) values (
        ${id}, lower(${email ?? null}), ${hashPassword(tx, password)},
        case when ${email_confirm} then now() end,
        ${JSON.stringify({ ...provider, ...attributes.app_metadata })}, ${JSON.stringify(user_metadata)},
        ${isAnonymous}, now() + nullif(${ban_duration}, 'none')::interval
      ) returning id`;
    if (email !== undefined) await writeEmailIdentity(tx, row.id);
    return row.id;
  }).catch(refuseTakenEmail);
}

/** Makes the identity `email` of a user say what the user's row says. */
export async function writeEmailIdentity(sql: postgres.ISql, userId: string): Promise<void> {
  await sql`
    insert into auth.identities (id, provider, provider_id, user_id, identity_data)
    select gen_random_uuid(), 'email', id::text, id, jsonb_build_object(
      'sub', id, 'email', email, 'email_verified', email_confirmed_at is not null, 'phone_verified', false
    )
    from auth.users where id = ${userId}
    on conflict (provider, provider_id) do update
    set identity_data = identities.identity_data || excluded.identity_data, updated_at = now()`;
}

/** Turns the breach of `auth.users`' unique address into GoTrue's `email_exists`. Rethrows everything else. */
export function refuseTakenEmail(error: unknown): never {
  if (error instanceof postgres.PostgresError && error.constraint_name === "users_email_partial_key") {
    throw takenEmail();
  }
  throw error;
}

function takenEmail(): AuthError {
  return new AuthError(422, "email_exists", "A user with this email address has already been registered");
}
