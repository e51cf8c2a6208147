import { z } from "zod";

const ms = z.int().nonnegative().nullable();

/** A stretch of a transcript on one subject, from the segment in which it begins. */
export const Chapter = z.object({
  title: z.string(),
  segment: z.int(),
  start_ms: ms,
  end_ms: ms.describe("Where the next one begins, or the transcript ends"),
  quote: z.string().nullable().describe("Words from it, checked; null where the model's are not in it"),
});
export type Chapter = z.infer<typeof Chapter>;

/** A task, with the words of the transcript that set it. */
export const ActionItem = z.object({
  text: z.string(),
  owner: z.string().nullable(),
  due: z.string().nullable(),
  quote: z.string(),
  segment: z.int(),
  start_ms: ms,
  end_ms: ms,
});
export type ActionItem = z.infer<typeof ActionItem>;

/** A segment in other words. */
export const RewrittenSegment = z.object({ segment: z.int(), text: z.string() });
export type RewrittenSegment = z.infer<typeof RewrittenSegment>;

const Citation = z.object({
  at: z.int().describe("It belongs to what stands before this place of the text, in UTF-16 units"),
  transcription_id: z.uuid(),
  segment: z.int(),
  start_ms: ms,
  end_ms: ms,
  quote: z.string(),
});

/** What is known of a document beside its text, by its kind. */
export const DocumentContent = z.object({
  chapters: z.array(Chapter).optional(),
  items: z.array(ActionItem).optional().describe("Of action_items"),
  segments: z.array(RewrittenSegment).optional().describe("All of a translation; those that a proofread one changes"),
  citations: z.array(Citation).optional().describe("Of summary and custom"),
});
export type DocumentContent = z.infer<typeof DocumentContent>;

const count = z.int().nonnegative();

/** What our checks of the model's answer found, by kind. */
export const DocumentReport = z.object({
  words: count.optional().describe("Of the transcript that was proofread"),
  added: count.optional().describe("Words that were added, flagged segments included"),
  removed: count.optional(),
  changed: count.optional(),
  share: z.number().optional().describe("Of the words that were added, removed or changed"),
  flagged: z.array(z.int()).optional().describe("Segments that were changed too much or not given back: as they were"),
  removed_citations: count.optional().describe("Quotes that do not stand where the model says"),
  removed_items: count.optional().describe("Chapters and action items that point at nothing"),
  is_incomplete: z.boolean().optional().describe("The model had more to say than it may"),
});
export type DocumentReport = z.infer<typeof DocumentReport>;
