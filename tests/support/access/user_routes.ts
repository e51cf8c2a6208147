import type { Scope } from "../../../functions/api/api_keys/scopes.ts";
import { type Access, noEntry, noTranscription, ofEntries } from "./access.ts";

const noSession = "404 session_not_found";
const noDocument = "404 document_not_found";
const noApiKey = "404 api_key_not_found";
const noWebhook = "404 webhook_not_found";

/** A message that calls a tool: what goes wrong with it is in the answer, as tests of their own show. */
function callOf(name: string, input: Record<string, unknown>) {
  return { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: input } };
}

/**
 * Every route for signed-in users. Rows that are not one's own are answered as rows that are not there. `scope` is what an API
 * key needs: for `any` every key will do, for `none` no key.
 */
export const userRoutes: Record<string, Access & { scope: Scope | "any" | "none" }> = {
  "GET /api/entries": { scope: "entries:read", owner: "200", others: "200" },
  "POST /api/entries": { scope: "entries:write", body: { kind: "text", text: "Hello" }, owner: "201", others: "201" },
  "GET /api/entries/:id": { scope: "entries:read", owner: ofEntries, others: noEntry },
  "PATCH /api/entries/:id": { scope: "entries:write", body: { title: "Mine" }, owner: ofEntries, others: noEntry },
  "POST /api/entries/:id/complete": {
    scope: "entries:write",
    owner: { text: "200", audio: "200", awaiting: "409 upload_missing" },
    others: noEntry,
  },
  "POST /api/entries/:id/retry": { scope: "entries:write", owner: ofEntries, others: noEntry },
  "POST /api/entries/:id/transcriptions": {
    scope: "transcriptions:write",
    body: {},
    owner: { text: "409 entry_has_no_audio", audio: "202", awaiting: "409 entry_not_ready" },
    others: noEntry,
  },
  "DELETE /api/entries/:id": {
    scope: "entries:write",
    owner: { text: "204", audio: "204", awaiting: "204" },
    others: noEntry,
  },
  "GET /api/providers": { scope: "any", owner: "200", others: "200" },
  "GET /api/transcriptions": { scope: "transcriptions:read", owner: "200", others: "200" },
  "POST /api/transcriptions": {
    scope: "transcriptions:write",
    body: { entry_id: ":id" },
    owner: { text: "409 entry_has_no_audio", audio: "202", awaiting: "409 entry_not_ready" },
    others: noEntry,
  },
  "GET /api/transcriptions/:id": {
    scope: "transcriptions:read",
    owner: { completed: "200", queued: "200" },
    others: noTranscription,
  },
  "GET /api/transcriptions/:id/segments": {
    scope: "transcriptions:read",
    owner: { completed: "200", queued: "200" },
    others: noTranscription,
  },
  "GET /api/transcriptions/:id/sentences": {
    scope: "transcriptions:read",
    owner: { completed: "200", queued: "200" },
    others: noTranscription,
  },
  "GET /api/transcriptions/:id/paragraphs": {
    scope: "transcriptions:read",
    owner: { completed: "200", queued: "200" },
    others: noTranscription,
  },
  "GET /api/transcriptions/:id/words": {
    scope: "transcriptions:read",
    owner: { completed: "200", queued: "200" },
    others: noTranscription,
  },
  "GET /api/transcriptions/:id/download": {
    scope: "transcriptions:read",
    owner: { completed: "200", queued: "409 transcription_not_ready" },
    others: noTranscription,
  },
  "POST /api/transcriptions/:id/cancel": {
    scope: "transcriptions:write",
    owner: { completed: "409 transcription_ended", queued: "200" },
    others: noTranscription,
  },
  "POST /api/transcriptions/:id/retry": {
    scope: "transcriptions:write",
    owner: { completed: "409 transcription_ended", queued: "202" },
    others: noTranscription,
  },
  "DELETE /api/transcriptions/:id": {
    scope: "transcriptions:write",
    owner: { completed: "204", queued: "204" },
    others: noTranscription,
  },
  "POST /api/chat/completions": {
    scope: "chat:write",
    body: { transcription_id: ":id", message: "Who may read this?" },
    owner: { completed: "200", queued: "409 transcription_not_ready" },
    others: noTranscription,
  },
  "GET /api/chat/messages/:id": { scope: "chat:read", owner: { answer: "200" }, others: "404 message_not_found" },
  "POST /api/chat/sessions": {
    scope: "chat:write",
    body: { transcription_ids: [":id"] },
    owner: { completed: "201", queued: "201" },
    others: noTranscription,
  },
  "GET /api/chat/sessions": { scope: "chat:read", owner: "200", others: "200" },
  "GET /api/chat/sessions/:id": { scope: "chat:read", owner: { session: "200" }, others: noSession },
  "PATCH /api/chat/sessions/:id": {
    scope: "chat:write",
    body: { title: "Mine" },
    owner: { session: "200" },
    others: noSession,
  },
  "DELETE /api/chat/sessions/:id": { scope: "chat:write", owner: { session: "204" }, others: noSession },
  "POST /api/chat/sessions/:id/sources": {
    scope: "chat:write",
    body: { transcription_ids: ["00000000-0000-4000-8000-000000000000"] },
    owner: { session: noTranscription },
    others: noSession,
  },
  "DELETE /api/chat/sessions/:id/sources/:transcription_id": {
    scope: "chat:write",
    owner: { source: "204" },
    others: noSession,
  },
  "GET /api/chat/sessions/:id/messages": { scope: "chat:read", owner: { session: "200" }, others: noSession },
  "POST /api/chat/sessions/:id/messages": {
    scope: "chat:write",
    body: { content: "Who may read this?" },
    owner: { session: "200" },
    others: noSession,
  },
  "POST /api/chat/sessions/:id/messages/:message_id/regenerate": {
    scope: "chat:write",
    owner: { turn: "200" },
    others: noSession,
  },
  "POST /api/chat/sessions/:id/stop": {
    scope: "chat:write",
    owner: { session: "409 nothing_to_stop" },
    others: noSession,
  },
  "GET /api/search": { scope: "search:read", query: "?q=nobody", owner: "200", others: "200" },
  "GET /api/usage": { scope: "usage:read", owner: "200", others: "200" },
  "PATCH /api/transcriptions/:id": {
    scope: "transcriptions:write",
    body: { speakers: { A: "Ann" } },
    owner: { completed: "422 invalid_request", queued: "409 transcription_not_ready" },
    others: noTranscription,
  },
  "POST /api/transcriptions/:id/speakers/merge": {
    scope: "transcriptions:write",
    body: { from: "A", into: "B" },
    owner: { completed: "422 invalid_request", queued: "409 transcription_not_ready" },
    others: noTranscription,
  },
  "PATCH /api/transcriptions/:id/segments/:position": {
    scope: "transcriptions:write",
    body: { text: "Corrected" },
    owner: { completed: "200", queued: "409 transcription_not_ready" },
    others: noTranscription,
  },
  "GET /api/transcriptions/:id/history": {
    scope: "transcriptions:read",
    owner: { completed: "200", queued: "200" },
    others: noTranscription,
  },
  "POST /api/transcriptions/:id/revert": {
    scope: "transcriptions:write",
    body: { revision: 1 },
    owner: { completed: "200", queued: "409 transcription_not_ready" },
    others: noTranscription,
  },
  "GET /api/transcriptions/:id/events": {
    scope: "transcriptions:read",
    accept: "application/json",
    owner: { completed: "200", queued: "200" },
    others: noTranscription,
  },
  "POST /api/transcriptions/:id/documents": {
    scope: "documents:write",
    body: { kind: "summary" },
    owner: { completed: "202", queued: "409 transcription_not_ready" },
    others: noTranscription,
  },
  "GET /api/transcriptions/:id/documents": {
    scope: "documents:read",
    owner: { completed: "200", queued: "200" },
    others: noTranscription,
  },
  "GET /api/documents/:id": { scope: "documents:read", owner: { document: "200" }, others: noDocument },
  "GET /api/documents/:id/download": { scope: "documents:read", owner: { document: "200" }, others: noDocument },
  "POST /api/documents/:id/regenerate": { scope: "documents:write", owner: { document: "202" }, others: noDocument },
  "POST /api/documents/:id/cancel": {
    scope: "documents:write",
    owner: { document: "409 document_ended" },
    others: noDocument,
  },
  "DELETE /api/documents/:id": { scope: "documents:write", owner: { document: "204" }, others: noDocument },
  "GET /api/events": { scope: "events:read", accept: "application/json", owner: "200", others: "200" },
  "POST /api/v1/audio/transcriptions": {
    scope: "transcriptions:write",
    body: {},
    owner: "400 invalid_request",
    others: "400 invalid_request",
  },
  "POST /api/v1/audio/translations": {
    scope: "transcriptions:write",
    owner: "400 option_not_supported",
    others: "400 option_not_supported",
  },
  "POST /api/v1/chat/completions": {
    scope: "chat:write",
    body: { messages: [{ role: "user", content: "Who may read this?" }], metadata: { transcription_ids: ":id" } },
    owner: { completed: "200", queued: "400 transcription_not_ready" },
    others: noTranscription,
  },
  "GET /api/v1/models": { scope: "any", owner: "200", others: "200" },
  "GET /api/v1/models/:model": { scope: "any", owner: "404 model_not_found", others: "404 model_not_found" },
  "POST /api/mcp": {
    scope: "any",
    body: callOf("read_transcript", { transcription_id: ":id" }),
    accept: "application/json, text/event-stream",
    owner: { completed: "200", queued: "200" },
    others: "200",
  },
  "GET /api/mcp": { scope: "any", owner: "405 method_not_allowed", others: "405 method_not_allowed" },
  "DELETE /api/mcp": { scope: "any", owner: "405 method_not_allowed", others: "405 method_not_allowed" },
  "GET /api/webhooks": { scope: "webhooks:read", owner: "200", others: "200" },
  "POST /api/webhooks": {
    scope: "webhooks:write",
    body: { url: "https://receiver.example.com" },
    owner: "201",
    others: "201",
  },
  "GET /api/webhooks/secret": { scope: "webhooks:read", owner: "200", others: "200" },
  "POST /api/webhooks/secret/rotate": { scope: "webhooks:write", owner: "200", others: "200" },
  "GET /api/webhooks/:id": { scope: "webhooks:read", owner: { webhook: "200" }, others: noWebhook },
  "PATCH /api/webhooks/:id": {
    scope: "webhooks:write",
    body: { description: "Mine" },
    owner: { webhook: "200" },
    others: noWebhook,
  },
  "DELETE /api/webhooks/:id": { scope: "webhooks:write", owner: { webhook: "204" }, others: noWebhook },
  "POST /api/webhooks/:id/rotate": { scope: "webhooks:write", owner: { webhook: "200" }, others: noWebhook },
  "POST /api/webhooks/:id/pause": { scope: "webhooks:write", owner: { webhook: "200" }, others: noWebhook },
  "POST /api/webhooks/:id/resume": { scope: "webhooks:write", owner: { webhook: "200" }, others: noWebhook },
  "POST /api/webhooks/:id/test": { scope: "webhooks:write", owner: { webhook: "202" }, others: noWebhook },
  "GET /api/webhooks/:id/deliveries": { scope: "webhooks:read", owner: { webhook: "200" }, others: noWebhook },
  "POST /api/webhooks/:id/deliveries/:delivery_id/replay": {
    scope: "webhooks:write",
    owner: { delivery: "202" },
    others: noWebhook,
  },
  "GET /api/api_keys": { scope: "none", owner: "200", others: "200" },
  "POST /api/api_keys": { scope: "none", body: { name: "A program" }, owner: "201", others: "201" },
  "GET /api/api_keys/:id": { scope: "none", owner: { api_key: "200" }, others: noApiKey },
  "PATCH /api/api_keys/:id": { scope: "none", body: { name: "Mine" }, owner: { api_key: "200" }, others: noApiKey },
  "DELETE /api/api_keys/:id": { scope: "none", owner: { api_key: "204" }, others: noApiKey },
};
