import { z } from "zod";
import { checkClip, clipFields } from "../../../shared/clip.ts";
import { Text } from "../input.ts";
import { PageQuery } from "../page.ts";
import { ExpiresIn } from "./expiry.ts";

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

const Sha256 = z.string().trim().toLowerCase().regex(/^[0-9a-f]{64}$/, "Must be a SHA-256 in 64 hexadecimal digits");
/** Null is for ever, which a form cannot say. */
export const expires_in = ExpiresIn.nullable().optional();

export const TextEntry = z.strictObject({
  kind: z.literal("text"),
  text: Text.trim().min(1, "Must hold some text").max(1_000_000),
  title: title.default(""),
  language: Language.optional(),
  tags: tags.default([]),
  expires_in,
});

export const AudioEntry = z.strictObject({
  kind: z.literal("audio"),
  filename: Text.trim().min(1).max(255),
  mime_type: Text.trim().max(100).optional().describe("What the file says it is; its content decides"),
  byte_size: z.int().positive("Must be the size of the file in bytes"),
  sha256: Sha256.optional().describe("The upload is refused where it is another file"),
  source: z.enum(["upload", "recording"]).default("upload"),
  title: title.optional().describe("The file's name, where absent"),
  language: Language.optional(),
  tags: tags.default([]),
  expires_in,
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
  expires_in,
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
  expires_in: ExpiresIn.optional(),
});

/** How a form that brings a file looks from outside. */
export const withFile = <Form extends z.ZodObject>(form: Form) => form.extend({ file: z.file() });

export const EntryPatch = z.strictObject({
  title: title.optional(),
  tags: tags.optional(),
  expires_in: expires_in.describe("From now on; null is for ever"),
}).refine((patch) => Object.keys(patch).length > 0, "Change 'title', 'tags' or 'expires_in'").meta({
  ref: "EntryPatch",
});

export const EntriesQuery = PageQuery.extend({
  kind: z.enum(["text", "audio"]).optional().describe("What was brought"),
  status: z.enum(["awaiting_upload", "importing", "ready", "failed"]).optional().describe("How far it has come"),
  tag: Tag.optional().describe("One of the tags"),
  q: Text.trim().min(1).max(200).optional().describe("Part of a title or a file name"),
  sha256: Sha256.optional().describe("Of the audio or the text"),
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
  sha256: z.string().nullable().describe("Of the audio or the text"),
  duplicate_of: z.uuid().nullable().describe("The first of one's own entries with the same content"),
  expires_at: time.nullable().describe("When it is deleted"),
  created_at: time,
  updated_at: time,
}).meta({ ref: "Entry" });

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
