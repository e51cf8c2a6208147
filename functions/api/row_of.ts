import type { z } from "zod";

/** What a row holds of what a schema answers: moments (`*_at`, `*_until`) are dates until they become JSON. */
export type RowOf<Schema extends z.ZodType> = {
  [Key in keyof z.infer<Schema>]: Key extends `${string}_${"at" | "until"}` ? Date | Extract<z.infer<Schema>[Key], null>
    : z.infer<Schema>[Key];
};
