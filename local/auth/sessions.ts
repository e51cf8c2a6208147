import type { Session } from "@supabase/supabase-js";
import type { AuthContext } from "./context.ts";
import { AuthError } from "./errors.ts";
import { signAccessToken } from "./tokens.ts";
import { findUser } from "./users.ts";

export type SessionKeys = { userId: string; sessionId: string; refreshToken: string };

/** Opens a session for a user, in rows that Lite can refresh. */
export async function openSession({ sql }: AuthContext, userId: string): Promise<SessionKeys> {
  const [row] = await sql<[{ sessionId: string; refreshToken: string }]>`
    with signed_in as (update auth.users set last_sign_in_at = now() where id = ${userId}),
    session as (
      insert into auth.sessions (id, user_id, aal) values (gen_random_uuid(), ${userId}, 'aal1') returning id
    )
    insert into auth.refresh_tokens (id, token, user_id, session_id)
    select gen_random_uuid(), gen_random_uuid(), ${userId}, id from session
    returning session_id as "sessionId", token as "refreshToken"`;
  return { userId, ...row };
}

/** What a client gets for an open session: a new access token and the user. Throws `user_banned` while a ban lasts. */
export async function describeSession(context: AuthContext, keys: SessionKeys): Promise<Session> {
  const user = await findUser(context.sql, keys.userId);
  if (user.banned_until !== undefined && Date.parse(user.banned_until) > Date.now()) {
    throw new AuthError(400, "user_banned", "User is banned");
  }
  return {
    access_token: await signAccessToken(context, user, keys.sessionId),
    token_type: "bearer",
    expires_in: context.tokenSeconds,
    expires_at: Math.floor(Date.now() / 1000) + context.tokenSeconds,
    refresh_token: keys.refreshToken,
    user,
  };
}
