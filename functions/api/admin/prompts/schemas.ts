import { z } from "zod";
import { documentKinds } from "../../../../shared/documents/kinds.ts";
import { Text } from "../../input.ts";
import { PageQuery } from "../../page.ts";
import type { RowOf } from "../../row_of.ts";

/** What a prompt is for: transcribing, or a kind of document. */
const Kind = z.enum(["transcribe", ...documentKinds]);
export type PromptKind = z.infer<typeof Kind>;

const maxVersion = 2147483647;
const version = z.int().min(1).max(maxVersion);

export const PromptKindOnly = z.object({ kind: Kind });
export const PromptPlace = z.object({ kind: Kind, version: z.coerce.number().int().min(1).max(maxVersion) });
export const PromptVersion = z.strictObject({ version });

export const PromptsQuery = PageQuery.extend({ kind: Kind.optional() });

/** The most that a prompt may have: a speech provider reads less of one than a language model. */
const maxLength = (kind: PromptKind) => kind === "transcribe" ? 1000 : 20_000;

export const NewPrompt = z.strictObject({
  kind: Kind,
  text: Text.trim().min(1).describe("Up to 20000 characters, of kind 'transcribe' 1000"),
  activate: z.boolean().default(false),
}).superRefine(({ kind, text }, context) => {
  if ([...text].length <= maxLength(kind)) return;
  context.addIssue({ code: "custom", path: ["text"], message: `Must have ${maxLength(kind)} characters at most` });
}).meta({ ref: "NewPrompt" });

/** A prompt as lists show it: everything but its text. */
export const PromptSummary = z.object({
  kind: Kind,
  version,
  is_active: z.boolean(),
  created_at: z.iso.datetime(),
}).meta({ ref: "PromptSummary" });

export const Prompt = PromptSummary.extend({ text: z.string() }).meta({ ref: "Prompt" });

export const summaryColumns = Object.keys(PromptSummary.shape);
export const promptColumns = Object.keys(Prompt.shape);

export type PromptSummaryRow = RowOf<typeof PromptSummary>;
export type PromptRow = RowOf<typeof Prompt>;
