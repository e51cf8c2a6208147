import { openDatabase } from "../project.ts";
import type { Target } from "./read_target.ts";

/**
 * Tells the audit log, without an actor: that is the operator. Auth has made the change by then, so that a log which cannot be
 * told is said and no failure.
 */
export async function noteChange(
  { databaseUrl, databaseCa, isRemoved }: Target,
  action: "user.created" | "user.changed",
  userId: string,
  say: (line: string) => void,
): Promise<void> {
  if (databaseUrl === undefined) return say("The audit log does not know of it: DATABASE_URL is not set.");
  const sql = openDatabase({ databaseUrl, databaseCa }, say);
  try {
    await sql`select private.audit(${action}, ${userId}, ${sql.json({ is_admin: !isRemoved })})`;
  } catch (error) {
    say(`The audit log does not know of it: ${error instanceof Error ? error.message : error}`);
  } finally {
    await sql.end({ timeout: 2 });
  }
}
