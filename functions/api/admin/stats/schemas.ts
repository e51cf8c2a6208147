import { z } from "zod";
import { statuses } from "../../transcriptions/schemas.ts";

export const StatsQuery = z.object({
  days: z.coerce.number().int().min(1).max(366).default(30).describe("How many days, today (UTC) among them"),
});

const StatusCounts = z.object(
  Object.fromEntries(statuses.map((status) => [status, z.int()])) as Record<(typeof statuses)[number], z.ZodInt>,
).meta({ ref: "StatusCounts" });

const spent = { audio_ms: z.int(), input_tokens: z.int(), output_tokens: z.int() };

const Day = z.object({
  day: z.iso.date(),
  new_users: z.int(),
  active_users: z.int().describe("Who asked for or used something"),
  transcriptions: StatusCounts.describe("Those of this day, as they stand now"),
  ...spent,
  documents: z.int(),
  answers: z.int(),
  errors: z.record(z.string(), z.int()).describe("By code"),
});

export const Stats = z.object({
  users: z.object({
    total: z.int(),
    admins: z.int(),
    anonymous: z.int(),
    active: z.int().describe("In these days"),
  }),
  entries: z.int(),
  storage_bytes: z.int().describe("Of the audio that is there"),
  transcriptions: StatusCounts.describe("All that are there"),
  documents: StatusCounts,
  answers: StatusCounts,
  ...spent,
  queue: z.object({
    due: z.int().describe("Jobs that could begin"),
    dead: z.int().describe("Jobs that were given up and are not forgotten yet"),
    oldest_due_seconds: z.number().describe("For how long the oldest of those that are due has waited"),
  }),
  days: z.array(Day).describe("Newest first"),
}).meta({ ref: "Stats" });

export type Stats = z.infer<typeof Stats>;
