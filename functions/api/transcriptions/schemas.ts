import { z } from "zod";
import { TranscriptSegment } from "../../../shared/transcript.ts";
import { EntryForm, expires_in, LinkUrl, tags, title } from "../entries/schemas.ts";
import { PageQuery } from "../page.ts";
import { optionFields, optionFormFields, together } from "./options.ts";
import type { RowOf } from "../row_of.ts";

export const Id = z.object({ id: z.uuid() });

export const statuses = ["queued", "processing", "completed", "failed", "cancelled"] as const;
export type Status = (typeof statuses)[number];

export const Options = together(z.strictObject(optionFields)).default({}).meta({ ref: "TranscriptionOptions" });

export const NewTranscription = together(
  z.strictObject({
    entry_id: z.uuid().optional(),
    url: LinkUrl.optional(),
    title: title.optional().describe("Of the entry that a link becomes"),
    tags: tags.optional().describe("Of the same"),
    expires_in,
    ...optionFields,
  }),
).refine(({ entry_id, url }) => (entry_id === undefined) !== (url === undefined), "Send 'entry_id' or 'url'")
  .refine(
    ({ entry_id, expires_in }) => entry_id === undefined || expires_in === undefined,
    "PATCH /entries/{id} says how long an entry is kept that is there already",
  )
  .meta({ ref: "NewTranscription" });

export const TranscriptionForm = together(EntryForm.extend(optionFormFields));

export const SegmentsQuery = PageQuery.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe("How many at most"),
});

const time = z.iso.datetime();

/** A transcription as lists show it: everything but the text. */
export const TranscriptionSummary = z.object({
  id: z.uuid(),
  entry_id: z.uuid(),
  status: z.enum(statuses),
  provider: z.string(),
  model: z.string().nullable(),
  options: z.record(z.string(), z.unknown()),
  language: z.string().nullable(),
  progress: z.int().min(0).max(100),
  audio_ms: z.int().nullable(),
  confidence: z.number().nullable(),
  speakers: z.record(z.string(), z.string()),
  attempts: z.int(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  revision: z.int(),
  prompt_version: z.int().nullable().describe("Of the operator's prompt; null where there was none"),
  created_at: time,
  started_at: time.nullable(),
  ended_at: time.nullable(),
}).meta({ ref: "TranscriptionSummary" });

export const Transcription = TranscriptionSummary.extend({
  text: z.string().nullable(),
  prompt_text: z.string().nullable().describe("The operator's prompt as it was, for providers that take one"),
}).meta({
  ref: "Transcription",
});

export const summaryColumns = Object.keys(TranscriptionSummary.shape);
export const transcriptionColumns = Object.keys(Transcription.shape);

export type SummaryRow = RowOf<typeof TranscriptionSummary>;
export type TranscriptionRow = RowOf<typeof Transcription>;

export const Segment = TranscriptSegment.extend({ position: z.int().nonnegative() }).meta({ ref: "Segment" });

/** What the download in the format json holds. */
export const ExportedTranscript = Transcription.pick({
  id: true,
  language: true,
  audio_ms: true,
  text: true,
  speakers: true,
}).extend({ title: z.string(), segments: z.array(Segment) }).meta({ ref: "ExportedTranscript" });

export const segmentColumns = ["position", "start_ms", "end_ms", "speaker", "text", "words"];
