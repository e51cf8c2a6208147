import { z } from "zod";
import { languageProviderNames } from "../../../shared/config/chat.ts";
import { Text } from "../input.ts";
import { PageQuery } from "../page.ts";
import type { RowOf } from "../row_of.ts";

export const SessionId = z.object({ id: z.uuid() });
export const SourceId = SessionId.extend({ transcription_id: z.uuid() });
export const MessageId = SessionId.extend({ message_id: z.uuid() });
export const AnswerId = z.object({ id: z.uuid() });

/** How many transcripts one question may be about. */
export const mostSources = 50;

const question = Text.trim().min(1).max(4000);
const transcriptionIds = z.array(z.uuid()).max(mostSources).transform((ids) => [...new Set(ids)]);

const answerFields = {
  provider: z.enum(languageProviderNames).optional().describe("Who is asked; else the first that is set up here"),
  model: Text.trim().min(1).max(200).optional().describe("Of that provider; else the configured one"),
  max_tokens: z.int().min(1).max(32_000).optional().describe("The most that may be answered: 2000 where absent"),
  stream: z.boolean().optional().describe("Answer as server-sent events, as with 'Accept: text/event-stream'"),
};

export const NewCompletion = z.strictObject({
  transcription_id: z.uuid().optional(),
  transcription_ids: transcriptionIds.pipe(z.array(z.uuid()).min(1)).optional(),
  message: question,
  ...answerFields,
}).refine(
  (asked) => (asked.transcription_id === undefined) !== (asked.transcription_ids === undefined),
  "Send 'transcription_id' or 'transcription_ids'",
).meta({ ref: "NewCompletion" });

export const CompletionQuery = z.object({
  async: z.stringbool().default(false).describe("Answer later: read it at GET /chat/messages/{id}"),
});

const title = Text.trim().max(200);

export const NewSession = z.strictObject({
  title: title.default("").describe("Where empty, the beginning of the first question"),
  transcription_ids: transcriptionIds.default([]),
}).default({ title: "", transcription_ids: [] }).meta({ ref: "NewChatSession" });

export const SessionPatch = z.strictObject({ title, status: z.enum(["active", "archived"]) }).partial()
  .refine((patch) => Object.keys(patch).length > 0, "Change 'title' or 'status'")
  .meta({ ref: "ChatSessionPatch" });

export const NewSources = z.strictObject({ transcription_ids: transcriptionIds.pipe(z.array(z.uuid()).min(1)) })
  .meta({ ref: "NewChatSources" });

export const SessionsQuery = PageQuery.extend({
  status: z.enum(["active", "archived"]).optional().describe("Those that are open, or those that were put away"),
});

export const MessagesQuery = PageQuery.extend({
  order: z.enum(["newest", "oldest"]).default("newest").describe("Which come first"),
});

export const NewMessage = z.strictObject({
  content: question,
  role: z.literal("user", "Must be 'user': answers are made here").optional(),
  ...answerFields,
}).meta({ ref: "NewChatMessage" });

export const Regeneration = z.strictObject(answerFields).default({}).meta({ ref: "ChatRegeneration" });

const time = z.iso.datetime();

export const Session = z.object({
  id: z.uuid(),
  title: z.string(),
  status: z.enum(["active", "archived"]),
  transcription_ids: z.array(z.uuid()).describe("What it is about; what is deleted leaves it"),
  created_at: time,
  updated_at: time,
}).meta({ ref: "ChatSession" });

export const Citation = z.object({
  at: z.int().describe("Where in the text it belongs: behind so many UTF-16 units"),
  transcription_id: z.uuid(),
  segment: z.int().describe("The position of the segment where the quote begins"),
  start_ms: z.int().nullable(),
  end_ms: z.int().nullable(),
  quote: z.string().describe("Words that stand in the transcript, as they stand there"),
}).meta({ ref: "ChatCitation" });

const finishReason = z.enum(["stop", "length", "refused"]).nullable();
const supported = z.boolean().nullable()
  .describe("Whether a citation was found in the transcripts, or the answer is that they do not say");
const removed = z.int().describe("Citations that the transcripts do not bear out, and that were taken away");

export const Message = z.object({
  id: z.uuid(),
  session_id: z.uuid().nullable(),
  position: z.int().nullable(),
  role: z.enum(["user", "assistant"]),
  status: z.enum(["queued", "processing", "completed", "failed", "cancelled"]),
  question: z.string().nullable().describe("Of an answer outside of a session"),
  transcription_ids: z.array(z.uuid()).nullable().describe("What that answer is about"),
  content: z.string(),
  citations: z.array(Citation),
  removed_citations: removed,
  supported,
  provider: z.string().nullable(),
  model: z.string().nullable(),
  finish_reason: finishReason,
  input_tokens: z.int().nullable(),
  output_tokens: z.int().nullable(),
  cached_tokens: z.int().nullable().describe("Of the input, those that the provider had kept"),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  created_at: time,
  ended_at: time.nullable(),
}).meta({ ref: "ChatMessage" });

export const Completion = z.object({
  message: z.string(),
  citations: z.array(Citation),
  removed_citations: removed,
  supported,
  tokens_used: z.int(),
  usage: z.object({ input_tokens: z.int(), output_tokens: z.int(), cached_tokens: z.int() }),
  model: z.string().nullable(),
  provider: z.string().nullable(),
  finish_reason: finishReason,
  message_id: z.uuid().describe("Reads the answer again: GET /chat/messages/{id}"),
}).meta({ ref: "Completion" });

export const QueuedAnswer = z.object({ id: z.uuid(), status: z.literal("queued") }).meta({ ref: "QueuedAnswer" });

export const messageColumns = Object.keys(Message.shape);

export type SessionRow = RowOf<typeof Session>;
export type MessageRow = RowOf<typeof Message>;
