/** The ids that the examples of requests and answers share. */
export const ids = {
  user: "ec71e8e0-77bf-433e-8942-e1272dd473f0",
  entry: "0d6f3a2e-1c1b-4a57-8f0e-6f3d5f0a9b22",
  transcription: "5b0e2f0c-8d35-4b9e-9c53-2f0f3d1d7a11",
  document: "9c1d4f57-6b1a-4c59-8a58-52c9d7d1e0aa",
  session: "b4a14c6d-3ced-4316-821c-9a1248a6c30e",
  message: "452eea3d-15ca-4a05-91ff-80cc0629214e",
  webhook: "e9606e6e-0e00-4507-97ed-1c2436df4f70",
  apiKey: "7d0f6b57-5f0c-4a41-9f63-1a5f0f4f7f10",
  delivery: "9062ef0f-41f1-484d-b5fc-998f59fbf094",
};

const begun = "2026-11-21T10:15:28.123Z";
const ended = "2026-11-21T10:15:30.456Z";
const noError = { error_code: null, error_message: null };
const path = `${ids.user}/${ids.entry}/52aa7db3-3090-426d-9007-7c96f2c1ad54.wav`;

const entry = {
  ...{ id: ids.entry, kind: "audio", source: "upload", status: "ready" },
  ...{ title: "two_voices.wav", language: null, tags: ["board"], file_name: "two_voices.wav", mime_type: "audio/wav" },
  ...{ byte_size: 660204, object_path: path, container: "wav", codec: "pcm-s16", channels: 1, sample_rate: 16000 },
  ...{ duration_ms: 20630, link: null, clip_start_ms: null, clip_end_ms: null, ...noError },
  sha256: "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969",
  ...{ duplicate_of: null, expires_at: null, created_at: begun, updated_at: begun },
};

const transcription = {
  ...{ id: ids.transcription, entry_id: ids.entry, status: "completed", provider: "openai", model: "whisper-1" },
  ...{ options: {}, language: "en", progress: 100, audio_ms: 20630, confidence: 0.91, speakers: {}, attempts: 1 },
  ...{ ...noError, revision: 1, prompt_version: null, created_at: begun, started_at: begun, ended_at: ended },
};

const prompt = { kind: "summary", version: 2, is_active: true, created_at: begun };

const transcript = { ...transcription, text: "good morning everyone ...", prompt_text: null };

const times = { start_ms: 11520, end_ms: 13980 };
const said = { ...times, speaker: "A", text: "yes and we agreed to pay for half of it" };
const words = [{ text: "yes", start_ms: 11520, end_ms: 11800, confidence: 0.93 }];
const segment = { position: 3, ...said, words };
const spoken = { ...said, segment: 3, confidence: 0.91 };

const document = {
  ...{ id: ids.document, transcription_id: ids.transcription, kind: "action_items", status: "completed", options: {} },
  ...{ provider: "openai", model: "gpt-5", revision: 1, is_current: true, report: {}, prompt_version: 1 },
  ...{ input_tokens: 884, output_tokens: 61, ...noError, created_at: begun, started_at: begun, ended_at: ended },
};

const found = {
  ...{ entry_id: ids.entry, title: "two_voices.wav", tags: ["board"], language: "en", created_at: begun, rank: 0.027 },
};

const quote = { transcription_id: ids.transcription, segment: 3, ...times, quote: "we agreed to pay for half of it" };
const citation = { at: 38, ...quote };
const answer = "The company has agreed to pay for half.";
const checked = { citations: [citation], removed_citations: 0, supported: true };

const webhook = {
  ...{
    id: ids.webhook,
    url: "https://receiver.example.com/hook",
    description: "",
    events: ["transcription.completed"],
  },
  ...{ status: "active", paused_reason: null, failures: 0, secret_rotated_at: null },
  ...{ created_at: begun, updated_at: begun },
};
const secret = { secret: "whsec_5NMhvspFAqNiiISCUXoeUSxySzrxRuORVxOKQSIIVLM=" };

const apiKey = {
  ...{ id: ids.apiKey, name: "Importer", prefix: "sbk_kQ3vZ9", scopes: ["entries:write", "transcriptions:write"] },
  ...{ created_at: begun, last_used_at: ended, expires_at: null, revoked_at: null },
};

const told = { id: ids.transcription, entry_id: ids.entry, status: "completed", progress: 100 };
const event = {
  ...{ id: "WyJldmVudHMiLFsiOTk2NCIsMzBdXQ==", type: "transcription.completed", created_at: ended },
  data: { ...told, provider: "openai", error_code: null },
};

const meter = { used: 3, limit: 25, remaining: 22 };
const period = {
  ...{ resets_at: "2026-11-22T00:00:00.000Z", submissions: meter },
  ...{ audio_ms: { used: 61890, limit: null, remaining: null }, tokens: { used: 1890, limit: null, remaining: null } },
};
const day = { day: "2026-11-21", submissions: 3, transcriptions: 3, audio_ms: 61890 };

const tokens = { audio_ms: 61890, input_tokens: 1768, output_tokens: 122 };
const spent = { transcriptions: 3, ...tokens };
const owner = { user_id: ids.user };
const user = {
  ...{ id: ids.user, email: "ann@example.com", is_anonymous: false, is_admin: false, created_at: begun },
  ...{ last_sign_in_at: ended, banned_until: null },
  usage: { entries: 4, transcriptions: 3, storage_bytes: 1980612, month: spent, total: spent },
};
const givenUp = { error_code: "provider_unavailable", error_message: "openai answered 503: busy" };

const counts = { queued: 1, processing: 0, completed: 3, failed: 0, cancelled: 0 };

/** What an answer looks like, by the name of its schema. Taken from answers of the tests. */
export const answerExamples: Record<string, unknown> = {
  ApiKey: apiKey,
  ApiKeyWithSecret: { ...apiKey, last_used_at: null, key: "sbk_kQ3vZ9..." },
  Entry: entry,
  CreatedEntry: entry,
  TranscriptionSummary: transcription,
  Transcription: transcript,
  Segment: segment,
  EditedSegment: { ...segment, revision: 2 },
  Passage: { position: 5, ...spoken, words },
  Spoken: spoken,
  EditedState: { segments: { "3": { text: "Yes, and we agreed to pay for half of it." } } },
  ExportedTranscript: {
    ...{ id: ids.transcription, language: "en", audio_ms: 20630, text: "good morning everyone ...", speakers: {} },
    ...{ title: "two_voices.wav", segments: [segment] },
  },
  DocumentSummary: document,
  Document: {
    ...{ ...document, text: "- Pay for half of the building (Ann)" },
    content: {
      items: [{
        text: "Pay for half of the building",
        owner: "Ann",
        due: null,
        quote: quote.quote,
        segment: 3,
        ...times,
      }],
    },
    prompt_text: "You list what somebody is to do.",
  },
  FoundSegment: {
    ...{ kind: "segment", ...found, snippet: "yes and we agreed to <mark>pay</mark> for <mark>half</mark> of it" },
    ...{ transcription_id: ids.transcription, segment: 3, ...times, speaker: "A", speaker_name: "Ann" },
  },
  FoundEntry: { kind: "entry", ...found, snippet: "<mark>half</mark>-year meeting", file_name: "two_voices.wav" },
  ChatCitation: citation,
  Completion: {
    ...{ message: answer, ...checked, tokens_used: 945, finish_reason: "stop", message_id: ids.message },
    usage: { input_tokens: 884, output_tokens: 61, cached_tokens: 0 },
    ...{ model: "gpt-5", provider: "openai" },
  },
  ChatSession: {
    ...{ id: ids.session, title: "Who pays?", status: "active", transcription_ids: [ids.transcription] },
    ...{ created_at: begun, updated_at: ended },
  },
  ChatMessage: {
    ...{ id: ids.message, session_id: ids.session, position: 1, role: "assistant", status: "completed" },
    ...{ question: null, transcription_ids: null, content: answer, ...checked, provider: "openai", model: "gpt-5" },
    ...{ finish_reason: "stop", input_tokens: 884, output_tokens: 61, cached_tokens: 0, ...noError },
    ...{ created_at: begun, ended_at: ended },
  },
  Webhook: webhook,
  WebhookWithSecret: { ...webhook, ...secret },
  WebhookUrlSecret: { ...secret, secret_rotated_at: null },
  WebhookDelivery: {
    ...{ id: ids.delivery, endpoint_id: ids.webhook, type: event.type, data: event.data, status: "delivered" },
    ...{ attempts: 1, next_attempt_at: null, response_status: 204, response_excerpt: "", error: null },
    ...{ delivered_at: ended, created_at: ended },
  },
  Event: event,
  EventList: { data: [event], last_event_id: event.id },
  Usage: {
    ...{ today: period, month: { ...period, resets_at: "2026-12-01T00:00:00.000Z" }, unfinished_audio_ms: 0 },
    days: [{ ...day, input_tokens: 1768, output_tokens: 122 }],
  },
  Provider: {
    ...{ name: "openai", model: "whisper-1", default: true, answers: "at once", options: ["language", "prompt"] },
    gives: { words: true, segments: true, speakers: false, confidence: true },
    ...{ limits: { max_bytes: 25165824, max_ms: 600000 }, own_key: true, needs_own_key: false },
  },
  Setting: {
    ...{ key: "submissions_per_day", value: 50, default_value: 25, kind: "integer", minimum: 0, maximum: 2147483647 },
    ...{ description: "Transcriptions that a user may ask for in a day (UTC)", updated_at: begun },
  },
  UserLimits: {
    ...{ user_id: ids.user, submissions_per_day: 100, submissions_per_minute: null, requests_per_minute: null },
    monthly_audio_seconds: 360000,
  },
  Maintenance: { transcribing_allowed: false, message: "we move to a larger server until noon" },
  PromptSummary: prompt,
  Prompt: { ...prompt, text: "You summarise a transcript in three sentences." },
  OwnedEntry: { ...entry, ...owner },
  OwnedTranscriptionSummary: { ...transcription, ...owner },
  OwnedTranscription: { ...transcript, ...owner },
  User: user,
  CreatedUser: { ...user, password: "6rL0kVb3Yw9mT2xQeZs8UdHn-aA1" },
  ErrorLog: {
    ...{ id: 12, ...owner, job_kind: "transcribe", subject_id: ids.transcription, attempts: 5 },
    ...{ request_id: null, route: null, code: givenUp.error_code, message: givenUp.error_message, created_at: ended },
  },
  Job: {
    ...{ id: 345, kind: "transcribe", subject_id: ids.transcription, ...owner, state: "dead", due_at: ended },
    ...{ attempts: 5, max_attempts: 5, ...givenUp, created_at: begun, finished_at: ended },
  },
  StatusCounts: counts,
  Stats: {
    ...{ users: { total: 12, admins: 1, anonymous: 3, active: 5 }, entries: 4, storage_bytes: 1980612, ...tokens },
    ...{ transcriptions: counts, documents: counts, answers: counts },
    queue: { due: 1, dead: 0, oldest_due_seconds: 0.4 },
    days: [{
      ...{ day: day.day, new_users: 1, active_users: 2, transcriptions: counts, ...tokens },
      ...{ documents: 2, answers: 3, errors: { provider_unavailable: 1 } },
    }],
  },
  OpenaiTranscription: { text: "good morning everyone ...", usage: { type: "duration", seconds: 21 } },
  OpenaiModel: { id: "openai/whisper-1", object: "model", created: 0, owned_by: "openai" },
  OpenaiChatCompletion: {
    ...{ id: ids.message, object: "chat.completion", created: 1796061775, model: "openai/gpt-5" },
    choices: [{
      ...{ index: 0, finish_reason: "stop", logprobs: null },
      message: { role: "assistant", content: answer, refusal: null, ...checked },
    }],
    usage: {
      ...{ prompt_tokens: 884, completion_tokens: 61, total_tokens: 945 },
      prompt_tokens_details: { cached_tokens: 0 },
    },
  },
};

/** What a file or a stream looks like, by content type. */
export const fileExamples: Record<string, string> = {
  "text/plain": "good morning everyone ...\n",
  "text/markdown": "# two_voices.wav\n\n**A:** good morning everyone ...\n",
  "text/vtt": "WEBVTT\n\n00:00:11.520 --> 00:00:13.980\nyes and we agreed to pay for half of it\n",
  "text/csv": "segment,start_ms,end_ms,speaker,text\n3,11520,13980,A,yes and we agreed to pay for half of it\n",
  "application/x-subrip": "1\n00:00:11,520 --> 00:00:13,980\nyes and we agreed to pay for half of it\n",
  "text/event-stream": `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`,
};
