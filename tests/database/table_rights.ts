import type { Actor } from "../support/actors.ts";
import type { Person } from "../support/people.ts";

/** Who a verb works for, and who it finds no rows for. Everybody else is refused. */
type Rights = { done: Actor[]; nothing?: Actor[] };
export type Verb = "select" | "insert" | "update" | "delete";
/** `row` gives a new row for every number, all the owner's. */
type TableRights = { row: (n: number) => string; change: string; rights: Record<Verb, Rights> };
type Subjects = { owner: Person; stranger: Person; entry: string; transcription: string; sessions: string[] };

const nobody = { done: [] };
const service: Rights = { done: ["service"] };
/** What `api_admin` may as well, and finds nothing of for who is no admin any more. */
const andAdmins = ({ done, nothing = [] }: Rights): Rights => ({
  done: [...done, "api_admin"],
  nothing: [...nothing, "former_admin"],
});
const ownRows: Rights = { done: ["owner", "api_owner", "service"], nothing: ["stranger", "admin", "api_stranger"] };
const adminRows: Rights = {
  done: ["admin", "service"],
  nothing: ["owner", "stranger", "api_owner", "api_stranger"],
};
const ownersThroughTheApi: Rights = { done: ["api_owner", "service"] };
const adminsThroughTheApi: Rights = { done: ["api_admin", "service"], nothing: ["former_admin"] };
const ownRowsThroughTheApi: Rights = { ...ownersThroughTheApi, nothing: ["api_stranger"] };

const forNobody = { select: nobody, insert: nobody, update: nobody, delete: nobody };
const forTheService = { select: service, insert: service, update: service, delete: service };

/** What everybody may do to each table, of rows that are all the owner's. */
export const tables = ({ owner, stranger, entry, transcription, sessions }: Subjects): Record<string, TableRights> => ({
  "public.settings": {
    row: (n) => `(key, value, description) values ('new ${n}', '1', '')`,
    change: "value = default_value",
    rights: {
      select: andAdmins(adminRows),
      insert: service,
      update: adminsThroughTheApi,
      delete: service,
    },
  },
  "public.entries": {
    row: () => `(user_id, kind, source, status) values ('${owner.id}', 'text', 'typed', 'ready')`,
    change: "title = 'Other'",
    rights: {
      select: andAdmins(ownRows),
      insert: ownersThroughTheApi,
      update: ownRows,
      delete: andAdmins(ownRowsThroughTheApi),
    },
  },
  "public.transcriptions": {
    row: () => `(user_id, entry_id, provider) values ('${owner.id}', '${entry}', 'openai')`,
    change: "text = 'Other'",
    rights: {
      select: andAdmins(ownRows),
      insert: ownersThroughTheApi,
      update: ownRowsThroughTheApi,
      delete: andAdmins(ownRowsThroughTheApi),
    },
  },
  "public.segments": {
    row: (n) => `(user_id, transcription_id, position, text) values ('${owner.id}', '${transcription}', ${n}, '')`,
    change: "text = 'Other'",
    rights: { select: andAdmins(ownRows), insert: ownersThroughTheApi, update: ownRowsThroughTheApi, delete: service },
  },
  "public.transcription_changes": {
    row: (n) =>
      `(user_id, transcription_id, revision, kind, before, after)
      values ('${owner.id}', '${transcription}', ${n + 2}, 'speakers', '{}', '{}')`,
    change: "after = '{}'",
    rights: { select: ownRows, insert: ownersThroughTheApi, update: service, delete: service },
  },
  "public.events": {
    row: () => `(user_id, type, subject_id, data) values ('${owner.id}', 'entry.renamed', '${entry}', '{}')`,
    change: "data = '[]'",
    rights: { select: ownRows, insert: service, update: service, delete: service },
  },
  "public.usage_daily": {
    row: (n) => `(user_id, day) values ('${owner.id}', '2001-01-01'::date + ${n})`,
    change: "audio_ms = 1",
    rights: { select: andAdmins(ownRows), insert: service, update: service, delete: service },
  },
  "public.error_logs": {
    row: () =>
      `(user_id, job_kind, subject_id, code, message, attempts)
      values ('${owner.id}', 'transcribe', '${transcription}', 'code', 'message', 1)`,
    change: "message = 'Other'",
    rights: { select: andAdmins(adminRows), insert: service, update: service, delete: service },
  },
  "public.audit_logs": {
    row: () => "(action, subject) values ('user.deleted', 'id')",
    change: "detail = '[]'",
    rights: {
      select: adminsThroughTheApi,
      insert: nobody,
      update: nobody,
      delete: nobody,
    },
  },
  "private.forgotten_rows": {
    row: (n) => `(table_name, moment) values ('${n === 0 ? "auth.users" : "auth.identities"}', 'created_at')`,
    change: "moment = 'updated_at'",
    rights: forNobody,
  },
  "private.restores": {
    row: () => "(transactions_ahead) values (0)",
    change: "transactions_ahead = 1",
    rights: forNobody,
  },
  "public.user_limits": {
    row: (n) => `(user_id) values ('${n === 0 ? owner.id : stranger.id}')`,
    change: "submissions_per_day = 1",
    rights: {
      select: {
        done: ["owner", "api_owner", "admin", "api_admin", "service"],
        nothing: ["stranger", "api_stranger", "former_admin"],
      },
      insert: { done: ["api_admin", "service"] },
      update: adminsThroughTheApi,
      delete: adminsThroughTheApi,
    },
  },
  "private.metrics": {
    row: (n) => `(isolate, name, labels, value) values (gen_random_uuid(), 'name', '{}', ${n})`,
    change: "value = 1",
    rights: forNobody,
  },
  "private.usage_of_the_gone": {
    row: (n) => `(is_the_only_row) values (${n === 0})`,
    change: "audio_ms = 1",
    rights: forNobody,
  },
  "private.paces": {
    row: (n) => `(name, subject, full_at) values ('requests_per_minute', '${n}', now())`,
    change: "full_at = now()",
    rights: forNobody,
  },
  "private.idempotency_keys": {
    row: (n) => `(user_id, key_hash, request_hash, state) values ('${owner.id}', '${n}', '', 'free')`,
    change: "state = 'free'",
    rights: forNobody,
  },
  "public.webhook_endpoints": {
    row: () => `(user_id, url) values ('${owner.id}', 'https://example.com')`,
    change: "description = 'Other'",
    rights: {
      select: ownRows,
      insert: ownersThroughTheApi,
      update: ownRowsThroughTheApi,
      delete: ownRowsThroughTheApi,
    },
  },
  "public.webhook_deliveries": {
    row: () => `(user_id, url, type, data) values ('${owner.id}', 'https://example.com', 'webhook.test', '{}')`,
    change: "error = 'Other'",
    rights: { select: ownRows, insert: ownersThroughTheApi, update: ownRowsThroughTheApi, delete: service },
  },
  "private.webhook_url_secrets": {
    row: () =>
      `(user_id, version, rotated_at) values ('${owner.id}', 2, now())
      on conflict (user_id) do update set rotated_at = now()`,
    change: "version = 3",
    rights: {
      select: ownRowsThroughTheApi,
      insert: ownersThroughTheApi,
      update: ownRowsThroughTheApi,
      delete: service,
    },
  },
  "public.api_keys": {
    row: (n) =>
      `(user_id, name, prefix, hash, scopes)
      values ('${owner.id}', 'a program', 'sbk_abcdef', sha256('${n}'), '{entries:read}')`,
    change: "name = 'Other'",
    rights: { select: ownRows, insert: { done: ["api_owner"] }, update: ownRowsThroughTheApi, delete: service },
  },
  "public.chat_sessions": {
    row: () => `(user_id) values ('${owner.id}')`,
    change: "title = 'Other'",
    rights: {
      select: ownRows,
      insert: ownersThroughTheApi,
      update: ownRowsThroughTheApi,
      delete: ownRowsThroughTheApi,
    },
  },
  "public.chat_session_sources": {
    row: (n) => `(user_id, session_id, transcription_id) values ('${owner.id}', '${sessions[n]}', '${transcription}')`,
    change: "created_at = now()",
    rights: {
      select: ownRows,
      insert: ownersThroughTheApi,
      update: service,
      delete: ownRowsThroughTheApi,
    },
  },
  "public.chat_messages": {
    row: () =>
      `(user_id, role, status, question, transcription_ids, ended_at)
      values ('${owner.id}', 'assistant', 'completed', 'Who?', array['${transcription}'::uuid], now())`,
    change: "content = 'Other'",
    rights: { select: andAdmins(ownRows), insert: ownersThroughTheApi, update: ownRowsThroughTheApi, delete: service },
  },
  "public.prompts": {
    row: (n) => `(kind, version, text) values ('summary', ${n + 2}, 'Other')`,
    change: "is_active = is_active",
    rights: {
      select: andAdmins(adminRows),
      insert: { done: ["api_admin"] },
      update: { done: ["api_admin"], nothing: ["former_admin"] },
      delete: nobody,
    },
  },
  "public.documents": {
    row: () => `(user_id, transcription_id, kind) values ('${owner.id}', '${transcription}', 'summary')`,
    change: "error_code = null",
    rights: {
      select: andAdmins(ownRows),
      insert: ownersThroughTheApi,
      update: ownRowsThroughTheApi,
      delete: ownRowsThroughTheApi,
    },
  },
  "private.document_pieces": {
    row: (n) => `(document_id, segment) values ((select min(id::text)::uuid from public.documents), ${n})`,
    change: "result = null",
    rights: forTheService,
  },
  "private.jobs": {
    row: () => "(kind, subject_id) values ('transcribe', gen_random_uuid())",
    change: "attempts = 1",
    rights: {
      select: adminsThroughTheApi,
      insert: nobody,
      update: nobody,
      delete: nobody,
    },
  },
  "private.dispatches": {
    row: () =>
      `(user_id, transcription_id, piece_id, provider) values ('${owner.id}', '${transcription}', gen_random_uuid(), 'x')`,
    change: "state = 'lost'",
    rights: forTheService,
  },
  "private.imports": {
    row: () => `(entry_id, upload_id) values ('${entry}', 'upload') on conflict (entry_id) do update set byte_size = 1`,
    change: "byte_size = 2",
    rights: forTheService,
  },
  "private.objects_to_remove": {
    row: (n) => `(entry_id, object_path) values (gen_random_uuid(), '${owner.id}/${n}.wav')`,
    change: "object_path = 'other.wav'",
    rights: forTheService,
  },
  "private.transcription_pieces": {
    row: (n) => `(transcription_id, start_ms, end_ms) values ('${transcription}', ${n}, ${n + 1})`,
    change: "transcript = null",
    rights: forTheService,
  },
  "storage.objects": {
    row: (n) => `(bucket_id, name) values ('audio', '${owner.id}/${n}.wav')`,
    change: "metadata = '{}'",
    rights: {
      select: { ...ownRows, nothing: [...ownRows.nothing ?? [], "anon"] },
      insert: service,
      update: whereNoPolicyIs(),
      delete: whereNoPolicyIs(),
    },
  },
});

/** The platform grants every verb on Storage's tables, and leaves the rest to policies. */
function whereNoPolicyIs(): Rights {
  return { done: ["service"], nothing: ["owner", "stranger", "admin", "anon", "api_owner", "api_stranger"] };
}
