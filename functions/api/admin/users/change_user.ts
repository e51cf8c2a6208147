import type { z } from "zod";
import type { Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { audit, type AuditedRequest } from "../../audit.ts";
import { demandUser, selectUser, userNotFound } from "./find_users.ts";
import type { UserPatch, UserRow } from "./schemas.ts";

/** Makes a user an admin or none, bans one or ends the ban. Throws `user_not_found`, `own_account`, `user_is_anonymous`. */
export async function changeUser(
  tx: Transaction,
  c: AuditedRequest,
  id: string,
  patch: z.output<typeof UserPatch>,
): Promise<UserRow> {
  const { is_admin = null, is_banned = null } = patch;
  const [{ outcome }] = await tx<[{ outcome: string }]>`
    select private.change_user(${id}, ${is_admin}, ${is_banned}) as outcome`;
  demandDone(outcome, id);
  await audit(tx, c, "user.changed", id, { is_admin, is_banned });
  return demandUser(await selectUser(tx, id), id);
}

/** Deletes a user with all that they own; jobs remove what is outside of the database. Throws `user_not_found`, `own_account`. */
export async function deleteUser(tx: Transaction, c: AuditedRequest, id: string): Promise<void> {
  const [{ outcome }] = await tx<[{ outcome: string }]>`select private.delete_user(${id}) as outcome`;
  demandDone(outcome, id);
  await audit(tx, c, "user.deleted", id);
}

function demandDone(outcome: string, id: string): void {
  if (outcome === "done") return;
  if (outcome === "own_account") {
    throw new AppError("own_account", "Nobody takes away their own account or rights: another admin does");
  }
  if (outcome === "anonymous") {
    throw new AppError(
      "user_is_anonymous",
      "A visitor without an address cannot sign in again: let them sign up first",
    );
  }
  throw userNotFound(id);
}
