import type { AuthError, GoTrueAdminApi } from "@supabase/auth-js";
import type { z } from "zod";
import { connectAuthAdmin, makePassword } from "../../../../shared/auth_admin.ts";
import { AppError } from "../../../../shared/errors.ts";
import { audit, type AuditedRequest } from "../../audit.ts";
import type { ApiDeps } from "../../deps.ts";
import { storeReply } from "../../idempotency/store_reply.ts";
import { demandUser, selectUser } from "./find_users.ts";
import type { NewUser, UserRow } from "./schemas.ts";

type Account = { id: string; email: string; password: string; isAdmin: boolean };

/**
 * Makes a user, whose address counts as confirmed. Auth is outside of our transactions: that a user was asked for is in the
 * audit log before Auth is called, that there is one after it. Named after its request's idempotency key, so that another try
 * finds whom the first one made. Throws `email_taken`, `password_too_weak`, `invalid_request`, `auth_unavailable`.
 */
export async function createUser(
  { config, db, fetch }: ApiDeps,
  c: AuditedRequest,
  { email, password, is_admin }: z.output<typeof NewUser>,
): Promise<UserRow & { password?: string }> {
  const caller = c.get("caller");
  const id = caller.heldKey?.id ?? crypto.randomUUID();
  const made = password === undefined ? { password: makePassword() } : {};
  const account = { id, email, password: password ?? made.password ?? "", isAdmin: is_admin };
  await db.asAdmin(caller, (tx) => audit(tx, c, "user.requested", id, { is_admin }));
  await createAccount(await connectAuthAdmin({ ...config, fetch }), account);
  return await db.asAdmin(caller, async (tx) => {
    await audit(tx, c, "user.created", id, { is_admin });
    const user = { ...demandUser(await selectUser(tx, id), id), ...made };
    await storeReply(tx, caller, { status: 201, body: user });
    return user;
  });
}

async function createAccount(auth: GoTrueAdminApi, { id, email, password, isAdmin }: Account): Promise<void> {
  const { error } = await auth.createUser({
    ...{ id, email, password, email_confirm: true },
    ...(isAdmin && { app_metadata: { role: "admin" } }),
  });
  if (!error) return;
  // An earlier try of the same request made it, and its answer was lost: only this one's password is told.
  if (error.code === "email_exists" && !(await auth.updateUserById(id, { password })).error) return;
  throw problemOf(error);
}

/** Auth's codes: supabase.com/docs/guides/auth/debugging/error-codes. */
function problemOf(cause: AuthError): AppError {
  switch (cause.code) {
    case "email_exists":
      return new AppError("email_taken", "Another user has this address: GET /admin/users?q= finds them", { cause });
    case "weak_password":
      return new AppError("password_too_weak", `Choose another password: ${cause.message}`, { cause });
    case "validation_failed":
    case "email_address_invalid":
      return new AppError("invalid_request", `Correct the request: ${cause.message}`, { cause });
    default:
      return new AppError("auth_unavailable", "Supabase Auth did not make the user: try again", { cause });
  }
}
