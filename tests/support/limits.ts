import type postgres from "postgres";
import type { Person } from "./people.ts";

/** Settings that say how much may be asked for. */
export type LimitName =
  | "submissions_per_day"
  | "anonymous_submissions_per_day"
  | "submissions_per_minute"
  | "address_submissions_per_minute"
  | "requests_per_minute"
  | "address_requests_per_minute"
  | "monthly_audio_seconds";

/** Sets limits as an operator does. */
export async function setLimits(sql: postgres.Sql, limits: Partial<Record<LimitName, number>>): Promise<void> {
  for (const [key, value] of Object.entries(limits)) {
    await sql`update public.settings set value = ${sql.json(value)} where key = ${key}`;
  }
}

/** Tests ask faster and more often than people do. No operator did that, so the audit log says nothing of it. */
export async function liftLimits(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = 'replica'`;
    await tx`update public.settings set value = '1000000' where key like '%\_per\_minute' or key like '%\_per\_day'`;
  });
}

/** Moves what was counted for a person to the day before: their clock turns midnight, in UTC. */
export async function turnMidnight(sql: postgres.Sql, { id }: Person): Promise<void> {
  await sql`update public.usage_daily set day = day - 1 where user_id = ${id}`;
}
