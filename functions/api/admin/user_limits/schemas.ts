import { z } from "zod";

const limit = z.int().min(0).max(2147483647).nullable();

const limits = {
  submissions_per_day: limit,
  submissions_per_minute: limit,
  requests_per_minute: limit,
  monthly_audio_seconds: limit.describe("0 is any amount"),
};

export const UserLimits = z.object({ user_id: z.uuid(), ...limits }).meta({ ref: "UserLimits" });
export type UserLimits = z.infer<typeof UserLimits>;

/** What is left out is null: the setting of the same name counts. */
export const NewLimits = z.strictObject({
  submissions_per_day: limits.submissions_per_day.default(null),
  submissions_per_minute: limits.submissions_per_minute.default(null),
  requests_per_minute: limits.requests_per_minute.default(null),
  monthly_audio_seconds: limits.monthly_audio_seconds.default(null),
});
