import { z } from "zod";
import { providerNames } from "../../../shared/config/speech.ts";
import { checkClip, clipFields } from "../../../shared/clip.ts";
import { WebhookUrl } from "../../../shared/webhooks/webhook_url.ts";
import { WantedDocuments, WantedKind, WantedKinds } from "../documents/schemas.ts";
import { Language } from "../entries/schemas.ts";
import { Text } from "../input.ts";

const keyterm = Text.trim().min(1).max(100);

const asked = {
  provider: z.enum(providerNames).optional().describe(
    "The first of those set up that can do what is asked, where absent",
  ),
  model: Text.trim().min(1).max(100).optional().describe("The provider's configured model, where absent"),
  language: z.union([Language, z.literal("auto")]).optional().describe(
    "ISO 639-1. Where absent it is the entry's; where that is absent too, or with 'auto', it is detected",
  ),
  prompt: Text.trim().max(1000).optional().describe("Words and style to expect"),
  keyterms: z.array(keyterm).max(100).optional().describe("Words to listen for"),
  diarize: z.boolean().optional().describe("Tell speakers apart"),
  speakers_expected: z.int().min(1).max(32).optional(),
  punctuate: z.boolean().optional(),
  profanity_filter: z.boolean().optional(),
  redact_pii: z.boolean().optional().describe("Leave out what identifies people"),
};

/** A form has only text. */
const fromText = {
  keyterms: z.union([asked.keyterms, keyterm.transform((one) => [one])]),
  diarize: z.stringbool().optional(),
  speakers_expected: z.coerce.number().pipe(z.int().min(1).max(32)).optional(),
  punctuate: z.stringbool().optional(),
  profanity_filter: z.stringbool().optional(),
  redact_pii: z.stringbool().optional(),
  documents: z.union([WantedKinds, WantedKind.transform((kind) => [kind])]).optional(),
};

/** How an entry is to be transcribed, and who is told. What is absent is left to the provider. */
export const optionFields = {
  ...asked,
  ...clipFields,
  webhook_url: WebhookUrl.optional(),
  documents: WantedDocuments.optional(),
};
export const optionFormFields = { ...optionFields, ...fromText };

export const Asked = z.object(asked);
export type Asked = z.infer<typeof Asked>;
export type Options = z.output<z.ZodObject<typeof optionFields>>;

/** What is wrong with fields only together. */
export function checkTogether(options: Pick<Options, "speakers_expected" | "diarize" | "start" | "end">): string[] {
  const needsSpeakers = options.speakers_expected !== undefined && !options.diarize;
  return [checkClip(options), needsSpeakers ? "Set 'diarize' with 'speakers_expected'" : undefined].flatMap((one) =>
    one ?? []
  );
}

/** Refuses fields that do not go together. */
export function together<Fields extends z.ZodType<Parameters<typeof checkTogether>[0]>>(fields: Fields): Fields {
  return fields.superRefine((options, context) => {
    for (const message of checkTogether(options)) context.addIssue({ code: "custom", message });
  });
}
