import { z } from "zod";
import { Text } from "../../input.ts";
import { PageQuery } from "../../page.ts";
import type { RowOf } from "../../row_of.ts";

/** Numbers of the database: more than JavaScript counts exactly is none of ours. */
export const Id = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

const states = ["queued", "running", "completed", "dead"] as const;

export const JobsQuery = PageQuery.extend({
  state: z.enum(states).optional().describe("How it stands"),
  kind: Text.trim().min(1).max(50).optional().describe("Such as `transcribe`"),
});

const time = z.iso.datetime();

export const Job = z.object({
  id: z.int(),
  kind: z.string(),
  subject_id: z.uuid().describe("What the work is about, by the kind"),
  user_id: z.uuid().nullable().describe("Whose work it is; null where it is nobody's, or what it was about is gone"),
  state: z.enum(states),
  due_at: time.describe("When it may begin; of a running job the end of its lease"),
  attempts: z.int(),
  max_attempts: z.int(),
  error_code: z.string().nullable().describe("Of the last attempt that failed"),
  error_message: z.string().nullable(),
  created_at: time,
  finished_at: time.nullable(),
}).meta({ ref: "Job" });

export const jobColumns = Object.keys(Job.omit({ user_id: true }).shape);

export type JobRow = RowOf<typeof Job>;
