import { type Access, noEntry, noTranscription, ofEntries } from "./access.ts";

const noAdmin = "403 admin_needed";

/**
 * Every route for admins: what an admin is answered, and an API key of theirs with the scope `admin`. Everybody else who is
 * signed in is refused, whatever they own. What a body of theirs asks for is not so yet: it has to get into the audit log.
 */
export const adminRoutes: Record<string, Access> = {
  "GET /api/admin/users": { owner: "200", others: noAdmin },
  "POST /api/admin/users": {
    body: { email: "weak@example.com", password: "weak" },
    owner: "422 password_too_weak",
    others: noAdmin,
  },
  "GET /api/admin/users/:id": { owner: { user: "200", text: "404 user_not_found" }, others: noAdmin },
  "PATCH /api/admin/users/:id": {
    body: { is_banned: false },
    owner: { user: "200", text: "404 user_not_found" },
    others: noAdmin,
  },
  "DELETE /api/admin/users/:id": { owner: { text: "404 user_not_found" }, others: noAdmin },
  "GET /api/admin/entries": { owner: "200", others: noAdmin },
  "GET /api/admin/entries/:id": { owner: { ...ofEntries, queued: noEntry }, others: noAdmin },
  "DELETE /api/admin/entries/:id": {
    owner: { text: "204", audio: "204", awaiting: "204", queued: noEntry },
    others: noAdmin,
  },
  "GET /api/admin/transcriptions": { owner: "200", others: noAdmin },
  "GET /api/admin/transcriptions/:id": {
    owner: { completed: "200", queued: "200", text: noTranscription },
    others: noAdmin,
  },
  "GET /api/admin/transcriptions/:id/download": {
    owner: { completed: "200", queued: "409 transcription_not_ready", text: noTranscription },
    others: noAdmin,
  },
  "DELETE /api/admin/transcriptions/:id": {
    owner: { completed: "204", queued: "204", text: noTranscription },
    others: noAdmin,
  },
  "GET /api/admin/jobs": { owner: "200", others: noAdmin },
  "POST /api/admin/jobs/:id/retry": { owner: { job: "409 job_not_retryable" }, others: noAdmin },
  "POST /api/admin/jobs/:id/discard": { owner: { job: "200" }, others: noAdmin },
  "GET /api/admin/stats": { owner: "200", others: noAdmin },
  "GET /api/admin/error_logs": { owner: "200", others: noAdmin },
  "GET /api/admin/audit_logs": { owner: "200", others: noAdmin },
  "GET /api/admin/maintenance": { owner: "200", others: noAdmin },
  "PUT /api/admin/maintenance": {
    body: { transcribing_allowed: true, message: "Soon" },
    owner: "200",
    others: noAdmin,
  },
  "GET /api/admin/prompts": { owner: "200", others: noAdmin },
  "POST /api/admin/prompts": { body: { kind: "summary", text: "Be brief." }, owner: "201", others: noAdmin },
  "GET /api/admin/prompts/:kind/active": { owner: "200", others: noAdmin },
  "PUT /api/admin/prompts/:kind/active": { body: { version: 2 }, owner: "200", others: noAdmin },
  "DELETE /api/admin/prompts/:kind/active": { owner: "409 prompt_needed", others: noAdmin },
  "GET /api/admin/prompts/:kind/:version": { owner: "200", others: noAdmin },
  "GET /api/admin/settings": { owner: "200", others: noAdmin },
  "GET /api/admin/settings/:key": { owner: "200", others: noAdmin },
  "PUT /api/admin/settings/:key": { body: { value: 8 }, owner: "200", others: noAdmin },
  "DELETE /api/admin/settings/:key": { owner: "200", others: noAdmin },
  "GET /api/admin/users/:id/limits": { owner: { user: "200" }, others: noAdmin },
  "PUT /api/admin/users/:id/limits": {
    body: { submissions_per_day: 7 },
    owner: { user: "200" },
    others: noAdmin,
  },
  "DELETE /api/admin/users/:id/limits": { owner: { user: "204" }, others: noAdmin },
};
