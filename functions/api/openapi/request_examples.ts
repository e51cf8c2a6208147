import { ids } from "./answer_examples.ts";

/** What a body looks like, by the name of its schema. */
export const requestExamples: Record<string, unknown> = {
  NewEntry: { kind: "audio", filename: "two_voices.wav", byte_size: 660204, tags: ["board"] },
  EntryPatch: { title: "Board meeting", tags: ["board"], expires_in: "30d" },
  TranscriptionOptions: { language: "en", diarize: true, documents: ["summary"] },
  NewTranscription: { entry_id: ids.entry, language: "en", diarize: true },
  SpeakerNames: { speakers: { A: "Ann" } },
  SpeakerMerge: { from: "C", into: "A" },
  SegmentEdit: { text: "Yes, and we agreed to pay for half of it.", revision: 1 },
  Revert: { revision: 1 },
  NewDocument: { kind: "action_items" },
  NewCompletion: { transcription_id: ids.transcription, message: "Who pays for the building?" },
  NewChatSession: { title: "The building", transcription_ids: [ids.transcription] },
  ChatSessionPatch: { status: "archived" },
  NewChatSources: { transcription_ids: [ids.transcription] },
  NewChatMessage: { content: "Who pays for the building?" },
  ChatRegeneration: { max_tokens: 500 },
  NewApiKey: { name: "Importer", scopes: ["entries:write", "transcriptions:write"], expires_in: "90d" },
  ApiKeyPatch: { name: "Nightly importer" },
  NewMaintenance: { transcribing_allowed: false, message: "we move to a larger server until noon" },
  NewPrompt: { kind: "summary", text: "You summarise a transcript in three sentences.", activate: true },
  NewWebhook: { url: "https://receiver.example.com/hook", events: ["transcription.completed"] },
  WebhookPatch: { description: "Tells the archive" },
  NewUser: { email: "ann@example.com" },
  UserPatch: { is_admin: true },
  OpenaiChatRequest: {
    model: "openai",
    messages: [{ role: "user", content: "Who pays for the building?" }],
    metadata: { transcription_ids: ids.transcription },
  },
  McpMessage: { jsonrpc: "2.0", id: 1, method: "tools/list" },
};
