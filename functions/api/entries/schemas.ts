import { z } from "zod";
import { checkClip, clipFields } from "../../../shared/clip.ts";
import { Text } from "../input.ts";
import { PageQuery } from "../page.ts";

export const Id = z.object({ id: z.uuid() });

export const title = Text.trim().max(200);
export const Tag = Text.trim().min(1).max(50);
export const tags = z.array(Tag).max(20);
/** A form has only text: tags come as one field each. */
const formTags = z.union([tags, Tag.transform((one) => [one])]);
/** A region is taken for its language: `en_us` is `en`. */
export const Language = z.string().trim().toLowerCase()
  .regex(/^[a-z]{2}([-_][a-z0-9]{2,8})*$/, "Must be an ISO 639-1 code such as 'en'")
  .overwrite((code) => code.slice(0, 2));

export const TextEntry = z.strictObject({
  kind: z.literal("text"),
  text: Text.trim().min(1, "Must hold some text").max(1_000_000),
  title: title.default(""),
  language: Language.optional(),
  tags: tags.default([]),
});

export const AudioEntry = z.strictObject({
  kind: z.literal("audio"),
  filename: Text.trim().min(1).max(255),
  mime_type: Text.trim().max(100).optional().describe("What the file says it is; its content decides"),
  byte_size: z.int().positive("Must be the size of the file in bytes"),
  source: z.enum(["upload", "recording"]).default("upload"),
  title: title.optional().describe("The file's name, where absent"),
  language: Language.optional(),
  tags: tags.default([]),
});

export const LinkUrl = Text.trim().max(2048).refine((url) => URL.canParse(url), "Must be a URL").describe(
  "A file, a shared file of Google Drive, or a video of YouTube",
);

export const LinkEntry = z.strictObject({
  kind: z.literal("link"),
  url: LinkUrl,
  ...clipFields,
  title: title.optional().describe("The file's name, where absent"),
  language: Language.optional(),
  tags: tags.default([]),
}).superRefine((link, context) => {
  const message = checkClip(link);
  if (message) context.addIssue({ code: "custom", path: ["end"], message });
});

export const NewEntry = z.discriminatedUnion("kind", [TextEntry, AudioEntry, LinkEntry]).meta({ ref: "NewEntry" });

/** The fields beside the file, where it comes as a form. */
export const EntryForm = z.strictObject({
  source: z.enum(["upload", "recording"]).default("upload"),
  title: title.optional(),
  language: Language.optional(),
  tags: formTags.default([]),
});

/** How a form that brings a file looks from outside. */
export const withFile = <Form extends z.ZodObject>(form: Form) => form.extend({ file: z.file() });

export const EntryPatch = z.strictObject({ title: title.optional(), tags: tags.optional() })
  .refine((patch) => Object.keys(patch).length > 0, "Change 'title', 'tags' or both").meta({ ref: "EntryPatch" });

export const EntriesQuery = PageQuery.extend({
  kind: z.enum(["text", "audio"]).optional(),
  status: z.enum(["awaiting_upload", "importing", "ready", "failed"]).optional(),
  tag: Tag.optional(),
  q: Text.trim().min(1).max(200).optional().describe("Part of a title or a file name"),
});

const time = z.iso.datetime();

export const Entry = z.object({
  id: z.uuid(),
  kind: z.enum(["text", "audio"]),
  source: z.enum(["typed", "upload", "recording", "link"]),
  status: z.enum(["awaiting_upload", "importing", "ready", "failed"]),
  title: z.string(),
  language: z.string().nullable(),
  tags: z.array(z.string()),
  file_name: z.string().nullable(),
  mime_type: z.string().nullable(),
  byte_size: z.int().nullable(),
  object_path: z.string().nullable().describe("Where the audio is in the bucket 'audio'"),
  container: z.string().nullable(),
  codec: z.string().nullable(),
  channels: z.int().nullable(),
  sample_rate: z.int().nullable(),
  duration_ms: z.int().nullable(),
  link: z.string().nullable(),
  clip_start_ms: z.int().nullable().describe("Where its transcriptions begin, unless they say otherwise"),
  clip_end_ms: z.int().nullable(),
  error_code: z.string().nullable().describe("Why the import failed"),
  error_message: z.string().nullable(),
  created_at: time,
  updated_at: time,
}).meta({ ref: "Entry" });

/** The column list of an entry as callers see it. */
export const entryColumns = Object.keys(Entry.shape);

/** An entry as its row holds it: times are dates until they become JSON. */
export type EntryRow = Omit<z.infer<typeof Entry>, "created_at" | "updated_at"> & {
  created_at: Date;
  updated_at: Date;
};

export const Upload = z.object({
  bucket: z.string(),
  path: z.string(),
  token: z.string().describe("For supabase-js: uploadToSignedUrl(path, token, file)"),
  url: z.url().describe("PUT the file here"),
  resumable_url: z.url().describe("TUS endpoint; send the token as 'x-signature'"),
  expires_at: time,
});

export const CreatedEntry = Entry.extend({
  upload: Upload.optional().describe("Where the audio goes, for kind 'audio'"),
  transcription_id: z.uuid().optional().describe("The completed transcription of kind 'text'"),
}).meta({ ref: "CreatedEntry" });
