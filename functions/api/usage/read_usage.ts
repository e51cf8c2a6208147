import type { Transaction } from "../../../shared/db.ts";
import type { Day, Usage } from "./schemas.ts";

type Limits = {
  submissions_per_day: number;
  monthly_audio_seconds: number;
  unfinished_audio_ms: number;
  day_resets_at: Date;
  month_resets_at: Date;
};

/** What the caller used today, this month and on each of the last 30 days, all in UTC, and what is left. */
export async function readUsage(tx: Transaction): Promise<Usage> {
  const [[limits], days] = await Promise.all([selectLimits(tx), selectDays(tx)]);
  const month = days.filter(({ day }) => day.slice(0, 7) === days[0]?.day.slice(0, 7));
  const monthlyMs = limits.monthly_audio_seconds === 0 ? null : limits.monthly_audio_seconds * 1000;
  return {
    today: periodOf(days.slice(0, 1), limits.day_resets_at, { submissions: limits.submissions_per_day }),
    month: periodOf(month, limits.month_resets_at, { audioMs: monthlyMs, unfinishedMs: limits.unfinished_audio_ms }),
    unfinished_audio_ms: limits.unfinished_audio_ms,
    days: days.slice(0, 30),
  };
}

function selectLimits(tx: Transaction) {
  return tx<[Limits]>`
    select limits.submissions_per_day, limits.monthly_audio_seconds, day.resets_at as day_resets_at,
      month.resets_at as month_resets_at, private.unfinished_audio_ms() as unfinished_audio_ms
    from private.limits_of_caller() as limits, private.submissions_today(limits.submissions_per_day) as day,
      private.audio_this_month(limits.monthly_audio_seconds) as month`;
}

/** Every day of the month so far and of the last 30, newest first. */
function selectDays(tx: Transaction) {
  return tx<Day[]>`
    select day::text, coalesce(submissions, 0) as submissions, coalesce(transcriptions, 0) as transcriptions,
      coalesce(audio_ms, 0) as audio_ms, coalesce(input_tokens, 0) as input_tokens,
      coalesce(output_tokens, 0) as output_tokens
    from (
      select (now() at time zone 'utc')::date - back as day
      from generate_series(0, greatest(30, extract(day from now() at time zone 'utc')::int) - 1) as back
    ) as days
    left join public.usage_daily using (day)
    order by day desc`;
}

function periodOf(
  days: Day[],
  resetsAt: Date,
  limits: { submissions?: number; audioMs?: number | null; unfinishedMs?: number },
): Usage["today"] {
  const sum = (...names: (keyof Omit<Day, "day">)[]) =>
    days.reduce((total, day) => names.reduce((sum, name) => sum + day[name], total), 0);
  const meter = (used: number, limit: number | null = null, unfinished = 0) => ({
    used,
    limit,
    remaining: limit === null ? null : Math.max(0, limit - used - unfinished),
  });
  return {
    resets_at: resetsAt.toISOString(),
    submissions: meter(sum("submissions"), limits.submissions),
    audio_ms: meter(sum("audio_ms"), limits.audioMs, limits.unfinishedMs),
    tokens: meter(sum("input_tokens", "output_tokens")),
  };
}
