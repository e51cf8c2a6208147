import type postgres from "postgres";
import { type Person, userClaims } from "./people.ts";

/** Who may stand before the database: a role, and whose claims it carries. */
export type Actor =
  | "owner"
  | "stranger"
  | "admin"
  | "anon"
  | "api_owner"
  | "api_stranger"
  | "api_admin"
  | "former_admin"
  | "service";

/** The role and the claims of each actor, where `owner` is whose rows are looked at. */
export function actorsFor(
  owner: Person,
  stranger: Person,
  admin: Person,
): Record<Actor, { role: string; claims: string }> {
  const claimsOfAnAdmin = JSON.stringify(userClaims(stranger.id, { isAdmin: true }));
  return {
    owner: { role: "authenticated", claims: owner.caller.claims },
    stranger: { role: "authenticated", claims: stranger.caller.claims },
    admin: { role: "authenticated", claims: admin.caller.claims },
    anon: { role: "anon", claims: '{"role":"anon"}' },
    api_owner: { role: "api_user", claims: owner.caller.claims },
    api_stranger: { role: "api_user", claims: stranger.caller.claims },
    api_admin: { role: "api_admin", claims: admin.caller.claims },
    former_admin: { role: "api_admin", claims: claimsOfAnAdmin },
    service: { role: "service_role", claims: '{"role":"service_role"}' },
  };
}

/** Thrown to undo what a statement did once its outcome is known. */
class Undo extends Error {}

/**
 * What becomes of one statement when an actor runs it: "done" where it touches rows, "nothing" where it touches none,
 * "refused" where Postgres forbids it (42501). Changes nothing; any other error is thrown.
 */
export async function outcomeOf(sql: postgres.Sql, actor: { role: string; claims: string }, statement: string) {
  let touched = 0;
  try {
    await sql.begin(async (tx) => {
      // What the Storage API sets: without it, deleting from its tables is refused to everyone.
      await tx`select set_config('storage.allow_delete_query', 'true', true)`;
      await tx`select set_config('role', ${actor.role}, true), set_config('request.jwt.claims', ${actor.claims}, true)`;
      touched = (await tx.unsafe(statement)).count;
      throw new Undo();
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "42501") return "refused";
    if (!(error instanceof Undo)) throw error;
  }
  return touched > 0 ? "done" : "nothing";
}
