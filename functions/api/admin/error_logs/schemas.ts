import { z } from "zod";
import { Text } from "../../input.ts";
import { Moment, PageQuery } from "../../page.ts";
import type { RowOf } from "../../row_of.ts";

const word = Text.trim().min(1).max(100);

export const ErrorLogsQuery = PageQuery.extend({
  code: word.optional().describe("Why it went wrong"),
  user_id: z.uuid().optional().describe("Whose work it was"),
  job_kind: word.optional().describe("The kind of work that was given up"),
  request_id: word.optional().describe("The request that failed"),
  created_after: Moment.optional().describe("This moment, or later"),
  created_before: Moment.optional().describe("Before this moment"),
});

export const ErrorLog = z.object({
  id: z.int(),
  user_id: z.uuid().nullable().describe("Null where it was nobody's, or they are gone"),
  job_kind: z.string().nullable().describe("The kind of work that was given up"),
  subject_id: z.uuid().nullable().describe("What the work was about"),
  attempts: z.int().nullable(),
  request_id: z.string().nullable().describe("The request that failed"),
  route: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  created_at: z.iso.datetime(),
}).meta({ ref: "ErrorLog" });

export const errorLogColumns = Object.keys(ErrorLog.shape);
export type ErrorLogRow = RowOf<typeof ErrorLog>;
