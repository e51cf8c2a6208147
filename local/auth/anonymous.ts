import type { User } from "@supabase/supabase-js";
import { z } from "zod";
import { changeUser } from "./change_user.ts";
import type { AuthContext } from "./context.ts";
import { AuthError } from "./errors.ts";
import { checkPassword } from "./passwords.ts";
import { describeSession, openSession } from "./sessions.ts";
import { insertUser } from "./users.ts";

/** Signs a visitor in who gives no address: a user of its own with `is_anonymous`, and a session. */
export async function signInAnonymously(context: AuthContext, userMetadata: Record<string, unknown> | undefined) {
  const userId = await insertUser(context.sql, { user_metadata: userMetadata }, true);
  return await describeSession(context, await openSession(context, userId));
}

export const conversion = z.object({
  email: z.email().optional(),
  password: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Changes an anonymous user; with an address it becomes a permanent one. GoTrue takes that address without a mail where
 * sign-ups need none either. Throws `email_exists`, `weak_password`, and `validation_failed` for a password alone.
 */
export async function changeAnonymousUser({ sql }: AuthContext, user: User, change: z.infer<typeof conversion>) {
  const { email, password, data } = change;
  if (password !== undefined) {
    if (email === undefined) {
      const message = "Updating password of an anonymous user without an email or phone is not allowed";
      throw new AuthError(422, "validation_failed", message);
    }
    checkPassword(password);
  }
  await changeUser(sql, user.id, {
    ...{ email, password, user_metadata: data },
    ...email !== undefined && { email_confirm: true, app_metadata: { provider: "email", providers: ["email"] } },
  });
}
