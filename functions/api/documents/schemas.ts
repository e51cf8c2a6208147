import { z } from "zod";
import { DocumentContent, DocumentReport } from "../../../shared/documents/contents.ts";
import { documentKinds, type DocumentOptions } from "../../../shared/documents/kinds.ts";
import { Language } from "../entries/schemas.ts";
import { Text } from "../input.ts";
import type { RowOf } from "../row_of.ts";

export const DocumentId = z.object({ id: z.uuid() });

const wish = {
  kind: z.enum(documentKinds),
  language: Language.optional().describe("Of a translation, and needed there: ISO 639-1"),
  prompt: Text.trim().min(1).max(4000).optional().describe("Of what is custom, and needed there: what to make"),
  provider: Text.trim().min(1).max(50).optional().describe("The first that is set up, then the others, where absent"),
  model: Text.trim().min(1).max(100).optional().describe("The provider's configured model, where absent"),
};

/** A document that is asked for. */
export const NewDocument = z.strictObject(wish).superRefine(({ kind, language, prompt }, context) => {
  const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (kind === "translation" && language === undefined) refuse("language", "Say into which language");
  if (kind !== "translation" && language !== undefined) refuse("language", "Only a translation has a language");
  if (kind === "custom" && prompt === undefined) refuse("prompt", "Say what to make");
  if (kind !== "custom" && prompt !== undefined) refuse("prompt", "Only what is custom has a prompt");
}).meta({ ref: "NewDocument" });
export type NewDocument = z.output<typeof NewDocument>;

const mostWanted = 10;

/** The kinds that need no options. */
export const WantedKind = z.enum(["proofread", "summary", "chapters", "action_items"]);
export const WantedKinds = z.array(WantedKind).max(mostWanted);

/** Documents that are asked for together with a transcription: kinds, or kinds with options. */
export const WantedDocuments = z.array(z.union([WantedKind, NewDocument])).max(mostWanted)
  .describe("What to make of the transcript when it is completed");
export type WantedDocuments = z.output<typeof WantedDocuments>;

export const statuses = ["queued", "processing", "completed", "failed", "cancelled"] as const;

const time = z.iso.datetime();

/** A document as lists show it: everything but what it says and what the model was told. */
export const DocumentSummary = z.object({
  id: z.uuid(),
  transcription_id: z.uuid(),
  kind: z.enum(documentKinds),
  status: z.enum(statuses),
  options: z.record(z.string(), z.unknown()),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  revision: z.int().nullable().describe("The revision of the transcript that it was made from"),
  is_current: z.boolean().describe("The transcript has not been edited since"),
  report: DocumentReport,
  prompt_version: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  created_at: time,
  started_at: time.nullable(),
  ended_at: time.nullable(),
}).meta({ ref: "DocumentSummary" });

export const Document = DocumentSummary.extend({
  text: z.string().nullable().describe("That of the last time where it is made again"),
  content: DocumentContent.nullable(),
  prompt_text: z.string().describe("What the model was told when it was made, in the operator's words"),
}).meta({ ref: "Document" });

export type DocumentSummaryRow = RowOf<typeof DocumentSummary>;
export type DocumentRow = RowOf<typeof Document>;

/** What was asked for beside the kind, as it is kept: nothing of it is undefined. */
export function optionsOf({ kind: _, ...options }: NewDocument): DocumentOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
