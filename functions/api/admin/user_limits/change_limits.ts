import type { z } from "zod";
import type { Transaction } from "../../../../shared/db.ts";
import { audit, type AuditedRequest } from "../../audit.ts";
import { userNotFound } from "../users/find_users.ts";
import type { NewLimits, UserLimits } from "./schemas.ts";

/** The limits that were set for a user; null is the setting of the same name. Throws `user_not_found`. */
export async function readLimits(tx: Transaction, userId: string): Promise<UserLimits> {
  const [limits] = await tx<UserLimits[]>`select * from private.limits_of_user(${userId})`;
  if (limits) return limits;
  throw userNotFound(userId);
}

/** Sets all limits of a user. Throws `user_not_found`. */
export async function setLimits(
  tx: Transaction,
  c: AuditedRequest,
  userId: string,
  limits: z.output<typeof NewLimits>,
): Promise<UserLimits> {
  const { user_id: _, ...before } = await readLimits(tx, userId);
  const [after] = await tx<[UserLimits]>`
    insert into public.user_limits ${tx({ user_id: userId, ...limits })}
    on conflict (user_id) do update set ${tx(limits)}
    returning *`;
  await audit(tx, c, "limits.changed", userId, { from: before, to: limits });
  return after;
}

/** Takes the limits of a user away: the settings count. Throws `user_not_found`. */
export async function removeLimits(tx: Transaction, c: AuditedRequest, userId: string): Promise<void> {
  const { user_id: _, ...before } = await readLimits(tx, userId);
  const { count } = await tx`delete from public.user_limits where user_id = ${userId}`;
  if (count > 0) await audit(tx, c, "limits.removed", userId, { from: before });
}
