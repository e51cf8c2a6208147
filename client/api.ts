// Written by 'deno task client' from what the API says of itself at /openapi.json: change the API, not this file.
import type { Hono } from "hono";
import type { BlankEnv } from "hono/types";
import type { File, Json, NoInput, Nothing, Route } from "./route.ts";

export type ApiKey = {
  id: string;
  name: string;
  /** How the key begins; the rest is shown once */
  prefix: string;
  scopes: string[];
  created_at: string;
  /** To the minute */
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
};

export type ApiKeyPatch = {
  /** By which its owner knows what uses it */
  name: string;
};

export type ApiKeyWithSecret = {
  id: string;
  name: string;
  /** How the key begins; the rest is shown once */
  prefix: string;
  scopes: string[];
  created_at: string;
  /** To the minute */
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
  /** Send it as `Authorization: Bearer ...`; it is shown here and never again */
  key: string;
};

export type AuditLog = {
  id: number;
  /** Null is the operator, by a command or in the database */
  actor_id: string | null;
  /** What was done to what, such as `user.deleted` */
  action: string;
  /** The id or key of what it was done to */
  subject: string;
  detail: Record<string, unknown>;
  request_id: string | null;
  created_at: string;
};

export type Change = {
  /** The one that the change made */
  revision: number;
  kind: "segment" | "speakers" | "merge" | "revert";
  /** The segment, where the change is of one */
  position: number | null;
  before: EditedState;
  after: EditedState;
  created_at: string;
};

export type ChatCitation = {
  /** Where in the text it belongs: behind so many UTF-16 units */
  at: number;
  transcription_id: string;
  /** The position of the segment where the quote begins */
  segment: number;
  start_ms: number | null;
  end_ms: number | null;
  /** Words that stand in the transcript, as they stand there */
  quote: string;
};

export type ChatMessage = {
  id: string;
  session_id: string | null;
  position: number | null;
  role: "user" | "assistant";
  status: "queued" | "processing" | "completed" | "failed" | "cancelled";
  /** Of an answer outside of a session */
  question: string | null;
  /** What that answer is about */
  transcription_ids: string[] | null;
  content: string;
  citations: ChatCitation[];
  /** Citations that the transcripts do not bear out, and that were taken away */
  removed_citations: number;
  /** Whether a citation was found in the transcripts, or the answer is that they do not say */
  supported: boolean | null;
  provider: string | null;
  model: string | null;
  finish_reason: "stop" | "length" | "refused" | null;
  input_tokens: number | null;
  output_tokens: number | null;
  /** Of the input, those that the provider had kept */
  cached_tokens: number | null;
  error_code: string | null;
  error_message: string | null;
  created_at: string;
  ended_at: string | null;
};

export type ChatRegeneration = {
  /** Who is asked; else the first that is set up here */
  provider?: "openai" | "anthropic" | undefined;
  /** Of that provider; else the configured one */
  model?: string | undefined;
  /** The most that may be answered: 2000 where absent */
  max_tokens?: number | undefined;
  /** Answer as server-sent events, as with 'Accept: text/event-stream' */
  stream?: boolean | undefined;
};

export type ChatSession = {
  id: string;
  title: string;
  status: "active" | "archived";
  /** What it is about; what is deleted leaves it */
  transcription_ids: string[];
  created_at: string;
  updated_at: string;
};

export type ChatSessionPatch = {
  title?: string | undefined;
  status?: "active" | "archived" | undefined;
};

export type Completion = {
  message: string;
  citations: ChatCitation[];
  /** Citations that the transcripts do not bear out, and that were taken away */
  removed_citations: number;
  /** Whether a citation was found in the transcripts, or the answer is that they do not say */
  supported: boolean | null;
  tokens_used: number;
  usage: {
    input_tokens: number;
    output_tokens: number;
    cached_tokens: number;
  };
  model: string | null;
  provider: string | null;
  finish_reason: "stop" | "length" | "refused" | null;
  /** Reads the answer again: GET /chat/messages/{id} */
  message_id: string;
};

export type CreatedEntry = {
  id: string;
  kind: "text" | "audio";
  source: "typed" | "upload" | "recording" | "link";
  status: "awaiting_upload" | "importing" | "ready" | "failed";
  title: string;
  language: string | null;
  tags: string[];
  file_name: string | null;
  mime_type: string | null;
  byte_size: number | null;
  /** Where the audio is in the bucket 'audio' */
  object_path: string | null;
  container: string | null;
  codec: string | null;
  channels: number | null;
  sample_rate: number | null;
  duration_ms: number | null;
  link: string | null;
  /** Where its transcriptions begin, unless they say otherwise */
  clip_start_ms: number | null;
  clip_end_ms: number | null;
  /** Why the import failed */
  error_code: string | null;
  error_message: string | null;
  /** Of the audio or the text */
  sha256: string | null;
  /** The first of one's own entries with the same content */
  duplicate_of: string | null;
  /** When it is deleted */
  expires_at: string | null;
  created_at: string;
  updated_at: string;
  /** Where the audio goes, for kind 'audio' */
  upload?: {
    bucket: string;
    path: string;
    /** For supabase-js: uploadToSignedUrl(path, token, file) */
    token: string;
    /** PUT the file here */
    url: string;
    /** TUS endpoint; send the token as 'x-signature' */
    resumable_url: string;
    expires_at: string;
  } | undefined;
  /** The completed transcription of kind 'text' */
  transcription_id?: string | undefined;
};

export type CreatedUser = {
  id: string;
  email: string | null;
  is_anonymous: boolean;
  is_admin: boolean;
  created_at: string;
  last_sign_in_at: string | null;
  banned_until: string | null;
  usage: {
    /** Those that are there now */
    entries: number;
    /** Likewise */
    transcriptions: number;
    /** Of the audio that is there now */
    storage_bytes: number;
    /** Since the month began (UTC) */
    month: {
      /** Those that were completed */
      transcriptions: number;
      audio_ms: number;
      input_tokens: number;
      output_tokens: number;
    };
    total: {
      /** Those that were completed */
      transcriptions: number;
      audio_ms: number;
      input_tokens: number;
      output_tokens: number;
    };
  };
  /** The one that was made; kept nowhere */
  password?: string | undefined;
};

export type Document = {
  id: string;
  transcription_id: string;
  kind: "proofread" | "summary" | "chapters" | "action_items" | "translation" | "custom";
  status: "queued" | "processing" | "completed" | "failed" | "cancelled";
  options: Record<string, unknown>;
  provider: string | null;
  model: string | null;
  /** The revision of the transcript that it was made from */
  revision: number | null;
  /** The transcript has not been edited since */
  is_current: boolean;
  report: {
    /** Of the transcript that was proofread */
    words?: number | undefined;
    /** Words that were added, flagged segments included */
    added?: number | undefined;
    removed?: number | undefined;
    changed?: number | undefined;
    /** Of the words that were added, removed or changed */
    share?: number | undefined;
    /** Segments that were changed too much or not given back: as they were */
    flagged?: number[] | undefined;
    /** Quotes that do not stand where the model says */
    removed_citations?: number | undefined;
    /** Chapters and action items that point at nothing */
    removed_items?: number | undefined;
    /** The model had more to say than it may */
    is_incomplete?: boolean | undefined;
  };
  prompt_version: number;
  input_tokens: number;
  output_tokens: number;
  error_code: string | null;
  error_message: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  /** That of the last time where it is made again */
  text: string | null;
  content: {
    chapters?: ({
      title: string;
      segment: number;
      start_ms: number | null;
      /** Where the next one begins, or the transcript ends */
      end_ms: number | null;
      /** Words from it, checked; null where the model's are not in it */
      quote: string | null;
    })[] | undefined;
    /** Of action_items */
    items?: ({
      text: string;
      owner: string | null;
      due: string | null;
      quote: string;
      segment: number;
      start_ms: number | null;
      end_ms: number | null;
    })[] | undefined;
    /** All of a translation; those that a proofread one changes */
    segments?: ({
      segment: number;
      text: string;
    })[] | undefined;
    /** Of summary and custom */
    citations?: ({
      /** It belongs to what stands before this place of the text, in UTF-16 units */
      at: number;
      transcription_id: string;
      segment: number;
      start_ms: number | null;
      end_ms: number | null;
      quote: string;
    })[] | undefined;
  } | null;
  /** What the model was told when it was made, in the operator's words */
  prompt_text: string;
};

export type DocumentSummary = {
  id: string;
  transcription_id: string;
  kind: "proofread" | "summary" | "chapters" | "action_items" | "translation" | "custom";
  status: "queued" | "processing" | "completed" | "failed" | "cancelled";
  options: Record<string, unknown>;
  provider: string | null;
  model: string | null;
  /** The revision of the transcript that it was made from */
  revision: number | null;
  /** The transcript has not been edited since */
  is_current: boolean;
  report: {
    /** Of the transcript that was proofread */
    words?: number | undefined;
    /** Words that were added, flagged segments included */
    added?: number | undefined;
    removed?: number | undefined;
    changed?: number | undefined;
    /** Of the words that were added, removed or changed */
    share?: number | undefined;
    /** Segments that were changed too much or not given back: as they were */
    flagged?: number[] | undefined;
    /** Quotes that do not stand where the model says */
    removed_citations?: number | undefined;
    /** Chapters and action items that point at nothing */
    removed_items?: number | undefined;
    /** The model had more to say than it may */
    is_incomplete?: boolean | undefined;
  };
  prompt_version: number;
  input_tokens: number;
  output_tokens: number;
  error_code: string | null;
  error_message: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
};

export type EditedSegment = {
  text: string;
  start_ms?: number | null | undefined;
  end_ms?: number | null | undefined;
  speaker?: string | null | undefined;
  words?:
    | ({
      text: string;
      start_ms: number;
      end_ms: number;
      confidence?: number | null | undefined;
      /** Its owner wrote it: its times are estimated */
      interpolated?: boolean | undefined;
    })[]
    | null
    | undefined;
  position: number;
  revision: number;
};

export type EditedState = {
  /** All names, by label */
  speakers?: Record<string, string> | undefined;
  /** What changed of segments, by position */
  segments?:
    | Record<string, {
      text?: string | undefined;
      speaker?: string | null | undefined;
    }>
    | undefined;
};

export type Entry = {
  id: string;
  kind: "text" | "audio";
  source: "typed" | "upload" | "recording" | "link";
  status: "awaiting_upload" | "importing" | "ready" | "failed";
  title: string;
  language: string | null;
  tags: string[];
  file_name: string | null;
  mime_type: string | null;
  byte_size: number | null;
  /** Where the audio is in the bucket 'audio' */
  object_path: string | null;
  container: string | null;
  codec: string | null;
  channels: number | null;
  sample_rate: number | null;
  duration_ms: number | null;
  link: string | null;
  /** Where its transcriptions begin, unless they say otherwise */
  clip_start_ms: number | null;
  clip_end_ms: number | null;
  /** Why the import failed */
  error_code: string | null;
  error_message: string | null;
  /** Of the audio or the text */
  sha256: string | null;
  /** The first of one's own entries with the same content */
  duplicate_of: string | null;
  /** When it is deleted */
  expires_at: string | null;
  created_at: string;
  updated_at: string;
};

export type EntryPatch = {
  title?: string | undefined;
  tags?: string[] | undefined;
  /** From now on; null is for ever */
  expires_in?: number | string | null | undefined;
};

export type ErrorLog = {
  id: number;
  /** Null where it was nobody's, or they are gone */
  user_id: string | null;
  /** The kind of work that was given up */
  job_kind: string | null;
  /** What the work was about */
  subject_id: string | null;
  attempts: number | null;
  /** The request that failed */
  request_id: string | null;
  route: string | null;
  code: string;
  message: string;
  created_at: string;
};

export type Event = {
  id: string;
  /** What happened to what, such as 'transcription.completed' */
  type: string;
  created_at: string;
  data: {
    /** What it happened to */
    id: string;
    [name: string]: unknown;
  };
};

export type EventList = {
  data: Event[];
  /** Asks for what came after */
  last_event_id: string;
};

export type ExportedTranscript = {
  id: string;
  language: string | null;
  audio_ms: number | null;
  text: string | null;
  speakers: Record<string, string>;
  title: string;
  segments: Segment[];
};

export type FoundEntry = {
  kind: "entry";
  entry_id: string;
  /** The entry's */
  title: string;
  /** The entry's */
  tags: string[];
  language: string | null;
  created_at: string;
  /** The best first; says nothing beside another search's */
  rank: number;
  /** HTML: escaped text, with what was found in <mark> */
  snippet: string;
  file_name: string | null;
};

export type FoundSegment = {
  kind: "segment";
  entry_id: string;
  /** The entry's */
  title: string;
  /** The entry's */
  tags: string[];
  language: string | null;
  created_at: string;
  /** The best first; says nothing beside another search's */
  rank: number;
  /** HTML: escaped text, with what was found in <mark> */
  snippet: string;
  transcription_id: string;
  /** Its position in the transcript */
  segment: number;
  start_ms: number | null;
  end_ms: number | null;
  /** The label */
  speaker: string | null;
  speaker_name: string | null;
};

export type Job = {
  id: number;
  kind: string;
  /** What the work is about, by the kind */
  subject_id: string;
  /** Whose work it is; null where it is nobody's, or what it was about is gone */
  user_id: string | null;
  state: "queued" | "running" | "completed" | "dead";
  /** When it may begin; of a running job the end of its lease */
  due_at: string;
  attempts: number;
  max_attempts: number;
  /** Of the last attempt that failed */
  error_code: string | null;
  error_message: string | null;
  created_at: string;
  finished_at: string | null;
};

export type Maintenance = {
  transcribing_allowed: boolean;
  /** What callers are told meanwhile; empty is a sentence of ours */
  message: string;
};

export type McpMessage = {
  jsonrpc: "2.0";
  [name: string]: unknown;
};

export type McpRefusal = {
  jsonrpc: "2.0";
  error: {
    code: number;
    message: string;
  };
  id: null;
};

/** What language models read and wrote */
export type Meter = {
  used: number;
  /** Absent where there is none */
  limit: number | null;
  remaining: number | null;
};

export type NewApiKey = {
  /** By which its owner knows what uses it */
  name: string;
  /** What it may; all but `admin` where nothing is said */
  scopes?:
    | (
      | "entries:read"
      | "entries:write"
      | "transcriptions:read"
      | "transcriptions:write"
      | "documents:read"
      | "documents:write"
      | "chat:read"
      | "chat:write"
      | "search:read"
      | "events:read"
      | "usage:read"
      | "webhooks:read"
      | "webhooks:write"
      | "admin"
    )[]
    | undefined;
  /** How long it works: seconds, or like '30m', '12h', '7d'; until it is revoked, where absent */
  expires_in?: number | string | null | undefined;
};

export type NewChatMessage = {
  content: string;
  role?: "user" | undefined;
  /** Who is asked; else the first that is set up here */
  provider?: "openai" | "anthropic" | undefined;
  /** Of that provider; else the configured one */
  model?: string | undefined;
  /** The most that may be answered: 2000 where absent */
  max_tokens?: number | undefined;
  /** Answer as server-sent events, as with 'Accept: text/event-stream' */
  stream?: boolean | undefined;
};

export type NewChatSession = {
  /** Where empty, the beginning of the first question */
  title?: string | undefined;
  transcription_ids?: string[] | undefined;
};

export type NewChatSources = {
  transcription_ids: string[];
};

export type NewCompletion = {
  transcription_id?: string | undefined;
  transcription_ids?: string[] | undefined;
  message: string;
  /** Who is asked; else the first that is set up here */
  provider?: "openai" | "anthropic" | undefined;
  /** Of that provider; else the configured one */
  model?: string | undefined;
  /** The most that may be answered: 2000 where absent */
  max_tokens?: number | undefined;
  /** Answer as server-sent events, as with 'Accept: text/event-stream' */
  stream?: boolean | undefined;
};

export type NewDocument = {
  kind: "proofread" | "summary" | "chapters" | "action_items" | "translation" | "custom";
  /** Of a translation, and needed there: ISO 639-1 */
  language?: string | undefined;
  /** Of what is custom, and needed there: what to make */
  prompt?: string | undefined;
  /** The first that is set up, then the others, where absent */
  provider?: string | undefined;
  /** The provider's configured model, where absent */
  model?: string | undefined;
};

export type NewEntry = {
  kind: "text";
  text: string;
  title?: string | undefined;
  language?: string | undefined;
  tags?: string[] | undefined;
  expires_in?: number | string | null | undefined;
} | {
  kind: "audio";
  filename: string;
  /** What the file says it is; its content decides */
  mime_type?: string | undefined;
  byte_size: number;
  /** The upload is refused where it is another file */
  sha256?: string | undefined;
  source?: "upload" | "recording" | undefined;
  /** The file's name, where absent */
  title?: string | undefined;
  language?: string | undefined;
  tags?: string[] | undefined;
  expires_in?: number | string | null | undefined;
} | {
  kind: "link";
  /** A file, a shared file of Google Drive, or a video of YouTube */
  url: string;
  /** Where to begin: seconds, 'mm:ss' or 'hh:mm:ss.mmm' */
  start?: number | string | undefined;
  /** Where to end */
  end?: number | string | undefined;
  /** The file's name, where absent */
  title?: string | undefined;
  language?: string | undefined;
  tags?: string[] | undefined;
  expires_in?: number | string | null | undefined;
};

export type NewMaintenance = {
  transcribing_allowed: boolean;
  /** Absent leaves it as it is */
  message?: string | undefined;
};

export type NewPrompt = {
  kind: "transcribe" | "proofread" | "summary" | "chapters" | "action_items" | "translation" | "custom";
  /** Up to 20000 characters, of kind 'transcribe' 1000 */
  text: string;
  activate?: boolean | undefined;
};

export type NewTranscription = {
  entry_id?: string | undefined;
  /** A file, a shared file of Google Drive, or a video of YouTube */
  url?: string | undefined;
  /** Of the entry that a link becomes */
  title?: string | undefined;
  /** Of the same */
  tags?: string[] | undefined;
  expires_in?: number | string | null | undefined;
  /** The first of those set up that can do what is asked, where absent */
  provider?: "openai" | "assemblyai" | "deepgram" | "gemini" | undefined;
  /** The provider's configured model, where absent */
  model?: string | undefined;
  /** ISO 639-1. Where absent it is the entry's; where that is absent too, or with 'auto', it is detected */
  language?: string | "auto" | undefined;
  /** Words and style to expect */
  prompt?: string | undefined;
  /** Words to listen for */
  keyterms?: string[] | undefined;
  /** Tell speakers apart */
  diarize?: boolean | undefined;
  speakers_expected?: number | undefined;
  punctuate?: boolean | undefined;
  profanity_filter?: boolean | undefined;
  /** Leave out what identifies people */
  redact_pii?: boolean | undefined;
  /** Where to begin: seconds, 'mm:ss' or 'hh:mm:ss.mmm' */
  start?: number | string | undefined;
  /** Where to end */
  end?: number | string | undefined;
  webhook_url?: string | undefined;
  /** What to make of the transcript when it is completed */
  documents?: ("proofread" | "summary" | "chapters" | "action_items" | NewDocument)[] | undefined;
};

export type NewUser = {
  email: string;
  /** Where absent one is made, and is in the answer */
  password?: string | undefined;
  is_admin?: boolean | undefined;
};

export type NewWebhook = {
  /** https, on the public internet */
  url: string;
  description?: string | undefined;
  /** Types of events to be told; all where it names none */
  events?:
    | (
      | "transcription.queued"
      | "transcription.processing"
      | "transcription.completed"
      | "transcription.failed"
      | "transcription.cancelled"
      | "entry.ready"
      | "entry.failed"
      | "document.queued"
      | "document.processing"
      | "document.completed"
      | "document.failed"
      | "document.cancelled"
      | "answer.queued"
      | "answer.completed"
      | "answer.failed"
      | "answer.cancelled"
    )[]
    | undefined;
};

export type OpenaiChatCompletion = {
  /** Reads the answer again: GET /chat/messages/{id} */
  id: string;
  object: "chat.completion";
  /** Seconds of the epoch */
  created: number;
  /** `provider/model` */
  model: string;
  choices: ({
    index: 0;
    message: {
      role: "assistant";
      content: string;
      refusal: null;
      citations: ChatCitation[];
      /** Citations that the transcripts do not bear out, and that were taken away */
      removed_citations: number;
      /** Whether a citation was found in the transcripts, or the answer is that they do not say */
      supported: boolean | null;
    };
    logprobs: null;
    finish_reason: "stop" | "length" | "content_filter";
  })[];
  usage: {
    prompt_tokens: number;
    completion_tokens: number;
    total_tokens: number;
    prompt_tokens_details: {
      cached_tokens: number;
    };
  };
};

export type OpenaiChatRequest = {
  /** One of ours by its provider's name or `provider/model`; any other name means whoever is asked first here */
  model?: string | undefined;
  /** The last one is the question; what a system says is added to our own instructions */
  messages: ({
    role: "system" | "developer";
    content: string | ({
      type: "text";
      text: string;
    })[];
  } | {
    role: "user";
    content: string | ({
      type: "text";
      text: string;
    })[];
  } | {
    role: "assistant";
    content: string | ({
      type: "text";
      text: string;
    })[];
    refusal?: null | undefined;
    citations?: unknown[] | undefined;
    removed_citations?: number | undefined;
    supported?: boolean | null | undefined;
  })[];
  stream?: boolean | null | undefined;
  stream_options?:
    | {
      include_usage?: boolean | null | undefined;
      include_obfuscation?: false | null | undefined;
    }
    | null
    | undefined;
  /** The most that may be answered: 2000 where absent */
  max_completion_tokens?: number | null | undefined;
  /** The same, by its older name */
  max_tokens?: number | null | undefined;
  metadata?:
    | {
      /** What is asked about: ids with commas between them, or a list in JSON */
      transcription_ids?: string | undefined;
    }
    | null
    | undefined;
  /** Means nothing here: the token says who asks */
  user?: string | null | undefined;
  /** Means nothing here: the token says who asks */
  safety_identifier?: string | null | undefined;
  /** Means nothing here: the token says who asks */
  prompt_cache_key?: string | null | undefined;
  /** Only 1 */
  n?: unknown | undefined;
  /** Only 1 */
  temperature?: unknown | undefined;
  /** Only 1 */
  top_p?: unknown | undefined;
  /** Only 0 */
  frequency_penalty?: unknown | undefined;
  /** Only 0 */
  presence_penalty?: unknown | undefined;
  /** Only {"type":"text"} */
  response_format?: unknown | undefined;
  /** Only ["text"] */
  modalities?: unknown | undefined;
  /** Only false */
  logprobs?: unknown | undefined;
  /** Only 0 */
  top_logprobs?: unknown | undefined;
  /** Only [] */
  tools?: unknown | undefined;
  /** Only "none" */
  tool_choice?: unknown | undefined;
  /** Only [] */
  functions?: unknown | undefined;
  /** Only "none" */
  function_call?: unknown | undefined;
  /** Only "auto" or "default" */
  service_tier?: unknown | undefined;
  /** Not supported */
  store?: unknown | undefined;
  /** Not supported */
  audio?: unknown | undefined;
  /** Not supported */
  logit_bias?: unknown | undefined;
  /** Not supported */
  moderation?: unknown | undefined;
  /** Not supported */
  parallel_tool_calls?: unknown | undefined;
  /** Not supported */
  prediction?: unknown | undefined;
  /** Not supported */
  prompt_cache_options?: unknown | undefined;
  /** Not supported */
  prompt_cache_retention?: unknown | undefined;
  /** Not supported */
  reasoning_effort?: unknown | undefined;
  /** Not supported */
  seed?: unknown | undefined;
  /** Not supported */
  stop?: unknown | undefined;
  /** Not supported */
  verbosity?: unknown | undefined;
  /** Not supported */
  web_search_options?: unknown | undefined;
};

export type OpenaiError = {
  error: {
    message: string;
    type: "invalid_request_error" | "requests" | "server_error";
    /** The field that is wrong */
    param: string | null;
    /** A code of a problem, or that of a failed transcription */
    code: string;
  };
};

export type OpenaiModel = {
  /** `provider/model` */
  id: string;
  object: "model";
  /** Not known: 0 */
  created: number;
  /** The provider's name, which stands for its model too */
  owned_by: string;
};

export type OpenaiModels = {
  object: "list";
  data: OpenaiModel[];
};

export type OpenaiTranscription = {
  text: string;
  usage: {
    type: "duration";
    seconds: number;
  };
};

export type OpenaiTranscriptionDiarized = {
  task: "transcribe";
  /** Seconds */
  duration: number;
  text: string;
  segments: ({
    type: "transcript.text.segment";
    id: string;
    /** Seconds */
    start: number;
    /** Seconds */
    end: number;
    text: string;
    speaker: string;
  })[];
  usage: {
    type: "duration";
    seconds: number;
  };
};

export type OpenaiTranscriptionVerbose = {
  task: "transcribe";
  /** In English, such as 'german'; empty where it is not known */
  language: string;
  /** Seconds */
  duration: number;
  text: string;
  segments?: ({
    id: number;
    seek: number;
    /** Seconds */
    start: number;
    /** Seconds */
    end: number;
    text: string;
    tokens: number[];
    temperature: number;
    avg_logprob: number;
    compression_ratio: number;
    no_speech_prob: number;
  })[] | undefined;
  words?: ({
    word: string;
    /** Seconds */
    start: number;
    /** Seconds */
    end: number;
  })[] | undefined;
  usage: {
    type: "duration";
    seconds: number;
  };
};

export type OwnedEntry = {
  id: string;
  kind: "text" | "audio";
  source: "typed" | "upload" | "recording" | "link";
  status: "awaiting_upload" | "importing" | "ready" | "failed";
  title: string;
  language: string | null;
  tags: string[];
  file_name: string | null;
  mime_type: string | null;
  byte_size: number | null;
  /** Where the audio is in the bucket 'audio' */
  object_path: string | null;
  container: string | null;
  codec: string | null;
  channels: number | null;
  sample_rate: number | null;
  duration_ms: number | null;
  link: string | null;
  /** Where its transcriptions begin, unless they say otherwise */
  clip_start_ms: number | null;
  clip_end_ms: number | null;
  /** Why the import failed */
  error_code: string | null;
  error_message: string | null;
  /** Of the audio or the text */
  sha256: string | null;
  /** The first of one's own entries with the same content */
  duplicate_of: string | null;
  /** When it is deleted */
  expires_at: string | null;
  created_at: string;
  updated_at: string;
  user_id: string;
};

export type OwnedTranscription = {
  id: string;
  entry_id: string;
  status: "queued" | "processing" | "completed" | "failed" | "cancelled";
  provider: string;
  model: string | null;
  options: Record<string, unknown>;
  language: string | null;
  progress: number;
  audio_ms: number | null;
  confidence: number | null;
  speakers: Record<string, string>;
  attempts: number;
  error_code: string | null;
  error_message: string | null;
  revision: number;
  /** Of the operator's prompt; null where there was none */
  prompt_version: number | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  text: string | null;
  /** The operator's prompt as it was, for providers that take one */
  prompt_text: string | null;
  user_id: string;
};

export type OwnedTranscriptionSummary = {
  id: string;
  entry_id: string;
  status: "queued" | "processing" | "completed" | "failed" | "cancelled";
  provider: string;
  model: string | null;
  options: Record<string, unknown>;
  language: string | null;
  progress: number;
  audio_ms: number | null;
  confidence: number | null;
  speakers: Record<string, string>;
  attempts: number;
  error_code: string | null;
  error_message: string | null;
  revision: number;
  /** Of the operator's prompt; null where there was none */
  prompt_version: number | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  user_id: string;
};

export type Passage = {
  text: string;
  start_ms: number | null;
  end_ms: number | null;
  /** The position of the segment where it begins */
  segment: number;
  speaker: string | null;
  confidence: number | null;
  position: number;
  words: ({
    text: string;
    start_ms: number;
    end_ms: number;
    confidence?: number | null | undefined;
    /** Its owner wrote it: its times are estimated */
    interpolated?: boolean | undefined;
  })[] | null;
};

/** What every error is: `detail` says what happened and what to do, `code` is from a closed list. */
export type Problem = {
  type: "about:blank";
  title: string;
  status: number;
  detail: string;
  code:
    | "invalid_json"
    | "invalid_request"
    | "invalid_cursor"
    | "token_missing"
    | "token_invalid"
    | "token_expired"
    | "api_key_mistyped"
    | "api_key_unknown"
    | "api_key_revoked"
    | "api_key_expired"
    | "callback_not_proven"
    | "secret_key_invalid"
    | "worker_key_invalid"
    | "admin_needed"
    | "scope_missing"
    | "user_token_needed"
    | "user_banned"
    | "role_not_allowed"
    | "route_not_found"
    | "entry_not_found"
    | "transcription_not_found"
    | "user_not_found"
    | "job_not_found"
    | "model_not_found"
    | "segment_not_found"
    | "document_not_found"
    | "webhook_not_found"
    | "api_key_not_found"
    | "delivery_not_found"
    | "session_not_found"
    | "setting_not_found"
    | "prompt_not_found"
    | "message_not_found"
    | "method_not_allowed"
    | "upload_missing"
    | "entry_not_ready"
    | "entry_has_no_audio"
    | "object_changed"
    | "transcription_ended"
    | "transcription_not_ready"
    | "document_ended"
    | "document_not_ready"
    | "transcript_not_proofread"
    | "revision_conflict"
    | "export_needs_times"
    | "webhook_limit_reached"
    | "api_key_limit_reached"
    | "webhook_paused"
    | "session_archived"
    | "session_busy"
    | "session_has_no_sources"
    | "prompt_needed"
    | "nothing_to_stop"
    | "email_taken"
    | "own_account"
    | "user_is_anonymous"
    | "job_not_retryable"
    | "job_not_discardable"
    | "idempotency_in_flight"
    | "body_too_large"
    | "file_too_large"
    | "media_type_not_supported"
    | "file_not_audio"
    | "file_mislabelled"
    | "codec_not_supported"
    | "file_empty"
    | "file_truncated"
    | "option_not_supported"
    | "provider_not_available"
    | "password_too_weak"
    | "provider_key_missing"
    | "provider_key_refused"
    | "provider_rejected"
    | "prompt_too_long"
    | "file_infected"
    | "checksum_mismatch"
    | "audio_too_long"
    | "url_not_allowed"
    | "link_not_supported"
    | "link_not_a_file"
    | "link_not_accessible"
    | "clip_out_of_range"
    | "idempotency_key_reused"
    | "rate_limited"
    | "daily_limit_reached"
    | "quota_reached"
    | "internal_error"
    | "provider_unauthorized"
    | "provider_quota_exceeded"
    | "provider_answer_invalid"
    | "transcribing_paused"
    | "still_processing"
    | "worker_unavailable"
    | "auth_unavailable"
    | "source_unavailable"
    | "provider_unavailable"
    | "link_too_slow"
    | "storage_unavailable"
    | "scanner_unavailable"
    | "database_unavailable"
    | "answer_too_late";
  retryable: boolean;
  request_id: string;
  errors?: ({
    path: string;
    message: string;
  })[] | undefined;
  revision?: number | undefined;
};

export type Prompt = {
  kind: "transcribe" | "proofread" | "summary" | "chapters" | "action_items" | "translation" | "custom";
  version: number;
  is_active: boolean;
  created_at: string;
  text: string;
};

export type PromptSummary = {
  kind: "transcribe" | "proofread" | "summary" | "chapters" | "action_items" | "translation" | "custom";
  version: number;
  is_active: boolean;
  created_at: string;
};

export type Provider = {
  name: "openai" | "assemblyai" | "deepgram" | "gemini";
  model: string;
  /** Who is asked where a request names nobody */
  default: boolean;
  /** Whether it holds the call until it is done, or calls back */
  answers: "at once" | "later";
  /** The options that it takes; another one is refused */
  options: string[];
  /** What its transcripts hold beside the text; speakers where 'diarize' is asked for */
  gives: {
    words: boolean;
    segments: boolean;
    speakers: boolean;
    confidence: boolean;
  };
  /** The most that one call takes; longer audio is cut into pieces that overlap, and joined */
  limits: {
    max_bytes: number;
    max_ms: number;
  };
  /** Whether it works with a key of the caller's */
  own_key: boolean;
  /** Whether it works with nothing else */
  needs_own_key: boolean;
};

export type Providers = {
  data: Provider[];
};

export type QueuedAnswer = {
  id: string;
  status: "queued";
};

export type Revert = {
  /** The one to bring back */
  revision: number;
};

export type SearchResult = FoundSegment | FoundEntry;

export type Segment = {
  text: string;
  start_ms?: number | null | undefined;
  end_ms?: number | null | undefined;
  speaker?: string | null | undefined;
  words?:
    | ({
      text: string;
      start_ms: number;
      end_ms: number;
      confidence?: number | null | undefined;
      /** Its owner wrote it: its times are estimated */
      interpolated?: boolean | undefined;
    })[]
    | null
    | undefined;
  position: number;
};

export type SegmentEdit = {
  /** What is said; empty to say nothing */
  text?: string | undefined;
  /** Label of who says it, a new one too; null for nobody */
  speaker?: string | null | undefined;
  /** Refuses the edit where this is not the current one */
  revision?: number | undefined;
};

export type Setting = {
  key: string;
  value: number | boolean | string;
  default_value: number | boolean | string;
  kind: "integer" | "number" | "boolean" | "text";
  /** Of a number; of a text the length */
  minimum: number | null;
  maximum: number | null;
  description: string;
  updated_at: string;
};

export type SpeakerMerge = {
  from: string;
  into: string;
  /** Refuses the edit where this is not the current one */
  revision?: number | undefined;
};

export type SpeakerNames = {
  /** Names by label; null or an empty one takes a name away */
  speakers: Record<string, string | null>;
  /** Refuses the edit where this is not the current one */
  revision?: number | undefined;
};

export type Spoken = {
  text: string;
  start_ms: number | null;
  end_ms: number | null;
  /** The position of the segment where it begins */
  segment: number;
  speaker: string | null;
  confidence: number | null;
};

export type Stats = {
  users: {
    total: number;
    admins: number;
    anonymous: number;
    /** In these days */
    active: number;
  };
  entries: number;
  /** Of the audio that is there */
  storage_bytes: number;
  transcriptions: StatusCounts;
  documents: StatusCounts;
  answers: StatusCounts;
  audio_ms: number;
  input_tokens: number;
  output_tokens: number;
  queue: {
    /** Jobs that could begin */
    due: number;
    /** Jobs that were given up and are not forgotten yet */
    dead: number;
    /** For how long the oldest of those that are due has waited */
    oldest_due_seconds: number;
  };
  /** Newest first */
  days: ({
    day: string;
    new_users: number;
    /** Who asked for or used something */
    active_users: number;
    transcriptions: StatusCounts;
    audio_ms: number;
    input_tokens: number;
    output_tokens: number;
    documents: number;
    answers: number;
    /** By code */
    errors: Record<string, number>;
  })[];
};

/** Those of this day, as they stand now */
export type StatusCounts = {
  queued: number;
  processing: number;
  completed: number;
  failed: number;
  cancelled: number;
};

export type Transcription = {
  id: string;
  entry_id: string;
  status: "queued" | "processing" | "completed" | "failed" | "cancelled";
  provider: string;
  model: string | null;
  options: Record<string, unknown>;
  language: string | null;
  progress: number;
  audio_ms: number | null;
  confidence: number | null;
  speakers: Record<string, string>;
  attempts: number;
  error_code: string | null;
  error_message: string | null;
  revision: number;
  /** Of the operator's prompt; null where there was none */
  prompt_version: number | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  text: string | null;
  /** The operator's prompt as it was, for providers that take one */
  prompt_text: string | null;
};

export type TranscriptionOptions = {
  /** The first of those set up that can do what is asked, where absent */
  provider?: "openai" | "assemblyai" | "deepgram" | "gemini" | undefined;
  /** The provider's configured model, where absent */
  model?: string | undefined;
  /** ISO 639-1. Where absent it is the entry's; where that is absent too, or with 'auto', it is detected */
  language?: string | "auto" | undefined;
  /** Words and style to expect */
  prompt?: string | undefined;
  /** Words to listen for */
  keyterms?: string[] | undefined;
  /** Tell speakers apart */
  diarize?: boolean | undefined;
  speakers_expected?: number | undefined;
  punctuate?: boolean | undefined;
  profanity_filter?: boolean | undefined;
  /** Leave out what identifies people */
  redact_pii?: boolean | undefined;
  /** Where to begin: seconds, 'mm:ss' or 'hh:mm:ss.mmm' */
  start?: number | string | undefined;
  /** Where to end */
  end?: number | string | undefined;
  webhook_url?: string | undefined;
  /** What to make of the transcript when it is completed */
  documents?: ("proofread" | "summary" | "chapters" | "action_items" | NewDocument)[] | undefined;
};

export type TranscriptionSummary = {
  id: string;
  entry_id: string;
  status: "queued" | "processing" | "completed" | "failed" | "cancelled";
  provider: string;
  model: string | null;
  options: Record<string, unknown>;
  language: string | null;
  progress: number;
  audio_ms: number | null;
  confidence: number | null;
  speakers: Record<string, string>;
  attempts: number;
  error_code: string | null;
  error_message: string | null;
  revision: number;
  /** Of the operator's prompt; null where there was none */
  prompt_version: number | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
};

export type TranscriptionsByStatus = {
  page: number;
  page_size: number;
  /** Rows on all pages */
  total: number;
  pages: number;
  next: string | null;
  previous: string | null;
  status_counts: {
    queued: number;
    processing: number;
    completed: number;
    failed: number;
    cancelled: number;
  };
  groups: {
    queued: TranscriptionSummary[];
    processing: TranscriptionSummary[];
    completed: TranscriptionSummary[];
    failed: TranscriptionSummary[];
    cancelled: TranscriptionSummary[];
  };
};

export type TranscriptionsPage = {
  page: number;
  page_size: number;
  /** Rows on all pages */
  total: number;
  pages: number;
  next: string | null;
  previous: string | null;
  data: TranscriptionSummary[];
};

export type Usage = {
  today: UsagePeriod;
  month: UsagePeriod;
  /** Of queued and processing transcriptions; counts against the month's limit */
  unfinished_audio_ms: number;
  /** The last 30, newest first */
  days: ({
    day: string;
    submissions: number;
    /** Those that were completed */
    transcriptions: number;
    audio_ms: number;
    input_tokens: number;
    output_tokens: number;
  })[];
};

export type UsagePeriod = {
  resets_at: string;
  submissions: Meter;
  audio_ms: Meter;
  tokens: Meter;
};

export type User = {
  id: string;
  email: string | null;
  is_anonymous: boolean;
  is_admin: boolean;
  created_at: string;
  last_sign_in_at: string | null;
  banned_until: string | null;
  usage: {
    /** Those that are there now */
    entries: number;
    /** Likewise */
    transcriptions: number;
    /** Of the audio that is there now */
    storage_bytes: number;
    /** Since the month began (UTC) */
    month: {
      /** Those that were completed */
      transcriptions: number;
      audio_ms: number;
      input_tokens: number;
      output_tokens: number;
    };
    total: {
      /** Those that were completed */
      transcriptions: number;
      audio_ms: number;
      input_tokens: number;
      output_tokens: number;
    };
  };
};

export type UserLimits = {
  user_id: string;
  submissions_per_day: number | null;
  submissions_per_minute: number | null;
  requests_per_minute: number | null;
  /** 0 is any amount */
  monthly_audio_seconds: number | null;
};

export type UserPatch = {
  is_admin?: boolean | undefined;
  is_banned?: boolean | undefined;
};

export type Webhook = {
  id: string;
  url: string;
  description: string;
  events: string[];
  status: "active" | "paused";
  paused_reason: string | null;
  /** Deliveries that were given up since the last one that arrived */
  failures: number;
  /** For a day from then on the secret before signs too */
  secret_rotated_at: string | null;
  created_at: string;
  updated_at: string;
};

export type WebhookDelivery = {
  /** The `webhook-id` of every attempt */
  id: string;
  endpoint_id: string | null;
  type: string;
  data: Record<string, unknown>;
  /** skipped: the endpoint was paused */
  status: "pending" | "delivered" | "failed" | "skipped";
  attempts: number;
  next_attempt_at: string | null;
  response_status: number | null;
  /** The first 500 characters of the last answer */
  response_excerpt: string | null;
  /** Why the last attempt failed */
  error: string | null;
  delivered_at: string | null;
  created_at: string;
};

export type WebhookPatch = {
  /** https, on the public internet */
  url?: string | undefined;
  description?: string | undefined;
  /** Types of events to be told; all where it names none */
  events?:
    | (
      | "transcription.queued"
      | "transcription.processing"
      | "transcription.completed"
      | "transcription.failed"
      | "transcription.cancelled"
      | "entry.ready"
      | "entry.failed"
      | "document.queued"
      | "document.processing"
      | "document.completed"
      | "document.failed"
      | "document.cancelled"
      | "answer.queued"
      | "answer.completed"
      | "answer.failed"
      | "answer.cancelled"
    )[]
    | undefined;
};

export type WebhookUrlSecret = {
  /** Verifies signatures, as Standard Webhooks says */
  secret: string;
  secret_rotated_at: string | null;
};

export type WebhookWithSecret = {
  id: string;
  url: string;
  description: string;
  events: string[];
  status: "active" | "paused";
  paused_reason: string | null;
  /** Deliveries that were given up since the last one that arrived */
  failures: number;
  /** For a day from then on the secret before signs too */
  secret_rotated_at: string | null;
  created_at: string;
  updated_at: string;
  /** Verifies signatures, as Standard Webhooks says */
  secret: string;
};

/** The routes of the API below `/functions/v1/api`, with what each takes and may answer. */
export type Routes = {
  "/entries": {
    /** Bring a text, a file or a link, or ask for a URL to upload a file to. Kind `audio` answers with `upload`: send the file there, past the functions, then POST /entries/{id}/complete. A form brings a file of up to 6 MiB in one call. A link is imported by the worker. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
        json?: NewEntry | undefined;
        form?: {
          source?: "upload" | "recording" | undefined;
          title?: string | undefined;
          language?: string | undefined;
          tags?: string[] | string | undefined;
          /** How long it is kept: seconds, or like '30m', '12h', '7d'; what the operator says, where absent */
          expires_in?: number | string | undefined;
          file: Blob;
        } | undefined;
      },
      Json<201, CreatedEntry>,
      Problem,
      400 | 401 | 403 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** List one's own entries, newest first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** What was brought */
          kind?: "text" | "audio" | undefined;
          /** How far it has come */
          status?: "awaiting_upload" | "importing" | "ready" | "failed" | undefined;
          /** One of the tags */
          tag?: string | undefined;
          /** Part of a title or a file name */
          q?: string | undefined;
          /** Of the audio or the text */
          sha256?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: Entry[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/entries/:id/complete": {
    /** Say that the file is uploaded: it is checked, and the entry is ready. */
    $post: Route<
      {
        param: {
          /** The id of the entry */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, Entry>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/entries/:id/retry": {
    /** Import a link again that could not be imported. */
    $post: Route<
      {
        param: {
          /** The id of the entry */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, Entry>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/entries/:id/transcriptions": {
    /** Transcribe an entry. */
    $post: Route<
      {
        param: {
          /** The id of the entry */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** Your own key for the provider: does this once and is kept nowhere */
          "X-Provider-Key"?: string | undefined;
        } | undefined;
        json?: TranscriptionOptions | undefined;
      },
      Json<202, TranscriptionSummary>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/entries/:id": {
    /** Read an entry. */
    $get: Route<
      {
        param: {
          /** The id of the entry */
          id: string;
        };
      },
      Json<200, Entry>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Rename an entry, change its tags or how long it is kept. */
    $patch: Route<
      {
        param: {
          /** The id of the entry */
          id: string;
        };
        json: EntryPatch;
      },
      Json<200, Entry>,
      Problem,
      400 | 401 | 403 | 404 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** Delete an entry with its audio and all transcriptions. */
    $delete: Route<
      {
        param: {
          /** The id of the entry */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/transcriptions": {
    /** Transcribe an entry, or a file or a link in one call. Answers at once: GET /transcriptions/{id}/events tells what happens until it has ended. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** Your own key for the provider: does this once and is kept nowhere */
          "X-Provider-Key"?: string | undefined;
        } | undefined;
        json?: NewTranscription | undefined;
        form?: {
          source?: "upload" | "recording" | undefined;
          title?: string | undefined;
          /** ISO 639-1. Where absent it is the entry's; where that is absent too, or with 'auto', it is detected */
          language?: string | "auto" | undefined;
          tags?: string[] | string | undefined;
          /** How long it is kept: seconds, or like '30m', '12h', '7d'; what the operator says, where absent */
          expires_in?: number | string | undefined;
          /** The first of those set up that can do what is asked, where absent */
          provider?: "openai" | "assemblyai" | "deepgram" | "gemini" | undefined;
          /** The provider's configured model, where absent */
          model?: string | undefined;
          /** Words and style to expect */
          prompt?: string | undefined;
          keyterms?: string[] | string | undefined;
          diarize?: string | undefined;
          speakers_expected?: number | undefined;
          punctuate?: string | undefined;
          profanity_filter?: string | undefined;
          redact_pii?: string | undefined;
          /** Where to begin: seconds, 'mm:ss' or 'hh:mm:ss.mmm' */
          start?: number | string | undefined;
          /** Where to end */
          end?: number | string | undefined;
          webhook_url?: string | undefined;
          documents?:
            | ("proofread" | "summary" | "chapters" | "action_items")[]
            | "proofread"
            | "summary"
            | "chapters"
            | "action_items"
            | undefined;
          file: Blob;
        } | undefined;
      },
      Json<202, TranscriptionSummary>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** List one's own transcriptions, newest first. From cursor to cursor; with `page` or `page_size` by numbered pages, and with `group=status` by status. */
    $get: Route<
      {
        query?: {
          /** 20 where absent */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** Number of the page, from 1 */
          page?: number | undefined;
          /** 10 where absent */
          page_size?: number | undefined;
          /** The page's transcriptions by status, and how many there are of each */
          group?: "status" | undefined;
          /** One status, or several with commas between them */
          status?: string | undefined;
          /** Of one entry */
          entry_id?: string | undefined;
          /** Of one provider */
          provider?: string | undefined;
          /** In one language */
          language?: string | undefined;
          /** One of the entry's tags */
          tag?: string | undefined;
          /** Part of the entry's title or of the text */
          q?: string | undefined;
          /** This moment, or later */
          created_after?: string | undefined;
          /** Before this moment */
          created_before?: string | undefined;
        } | undefined;
      },
      Json<
        200,
        | {
          data: TranscriptionSummary[];
          next_cursor: string | null;
          next: string | null;
        }
        | TranscriptionsPage
        | TranscriptionsByStatus
      >,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/transcriptions/:id/cancel": {
    /** Stop a transcription. */
    $post: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, TranscriptionSummary>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/transcriptions/:id/retry": {
    /** Have a failed or cancelled transcription done again; what was finished is kept. */
    $post: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** Your own key for the provider: does this once and is kept nowhere */
          "X-Provider-Key"?: string | undefined;
        } | undefined;
      },
      Json<202, TranscriptionSummary>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/transcriptions/:id": {
    /** Delete a transcription, here and at its provider; the entry stays. */
    $delete: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
    /** Read a transcription. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
      },
      Json<200, Transcription>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Name the speakers. */
    $patch: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        header?: {
          /** ETag of the transcription: refuses the edit where it has changed since */
          "if-match"?: string | undefined;
        } | undefined;
        json: SpeakerNames;
      },
      Json<200, Transcription>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/transcriptions/:id/segments": {
    /** Read the transcript in order. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** The label of one speaker */
          speaker?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: Segment[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/transcriptions/:id/sentences": {
    /** Read the transcript in sentences. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: Passage[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/transcriptions/:id/paragraphs": {
    /** Read the transcript in paragraphs. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: Passage[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/transcriptions/:id/words": {
    /** Read the words in order, or find where a word or a phrase is said. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** A word or a phrase, in any case, with or without accents and punctuation */
          q?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: Spoken[];
        next_cursor: string | null;
        next: string | null;
        /** How often `q` is said in all; null where nothing is looked for */
        total: number | null;
      }>,
      Problem,
      400 | 401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/transcriptions/:id/download": {
    /** Download the transcript. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        query?: {
          /** `word` is `docx` */
          format?: "txt" | "md" | "docx" | "word" | "srt" | "vtt" | "json" | "csv" | undefined;
          /** `proofread`: as the newest document of that kind corrects it */
          text?: "transcript" | "proofread" | undefined;
          /** Who speaks, in txt, md and docx; true where absent */
          speakers?: "true" | "false" | undefined;
          /** When, in txt, md and docx; where absent, true but for txt */
          timestamps?: "true" | "false" | undefined;
        } | undefined;
      },
      Json<200, ExportedTranscript> | File<200>,
      Problem,
      401 | 403 | 404 | 409 | 422 | 500 | 503
    >;
  };
  "/transcriptions/:id/speakers/merge": {
    /** Make two speakers one. */
    $post: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** ETag of the transcription: refuses the edit where it has changed since */
          "if-match"?: string | undefined;
        } | undefined;
        json: SpeakerMerge;
      },
      Json<200, Transcription>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/transcriptions/:id/segments/:position": {
    /** Correct a segment. */
    $patch: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
          /** The position of the segment */
          position: string;
        };
        header?: {
          /** ETag of the transcription: refuses the edit where it has changed since */
          "if-match"?: string | undefined;
        } | undefined;
        json: SegmentEdit;
      },
      Json<200, EditedSegment>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/transcriptions/:id/history": {
    /** List the edits, newest first. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: Change[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/transcriptions/:id/revert": {
    /** Bring an earlier revision back. */
    $post: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** ETag of the transcription: refuses the edit where it has changed since */
          "if-match"?: string | undefined;
        } | undefined;
        json: Revert;
      },
      Json<200, Transcription>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/transcriptions/:id/events": {
    /** Follow a transcription until it has ended. A stream ends after two minutes: connect again with the id of the last event, and nothing is lost. With `Accept: application/json` both answer at once. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        query?: {
          /** The last event that arrived: go on behind it */
          last_event_id?: string | undefined;
        } | undefined;
        header?: {
          /** The last event that arrived: go on behind it */
          "last-event-id"?: string | undefined;
        } | undefined;
      },
      Json<200, EventList> | Nothing<204>,
      Problem,
      400 | 401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/transcriptions/:id/documents": {
    /** Have a document made from a transcript. Made in the background: GET /documents/{id} reads it. Quotes and times are checked against the transcript. */
    $post: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
        json: NewDocument;
      },
      Json<202, Document>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** List the documents of a transcription, newest first. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: DocumentSummary[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/documents/:id": {
    /** Read a document. */
    $get: Route<
      {
        param: {
          /** The id of the document */
          id: string;
        };
      },
      Json<200, Document>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Delete a document; one that is being made is made no further. */
    $delete: Route<
      {
        param: {
          /** The id of the document */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/documents/:id/regenerate": {
    /** Have a document made again, with the prompt that is active now. */
    $post: Route<
      {
        param: {
          /** The id of the document */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<202, Document>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/documents/:id/cancel": {
    /** Stop the making of a document. */
    $post: Route<
      {
        param: {
          /** The id of the document */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, Document>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/documents/:id/download": {
    /** Download a document. */
    $get: Route<
      {
        param: {
          /** The id of the document */
          id: string;
        };
        query?: {
          /** `json` for chapters and action items */
          format?: "txt" | "md" | "docx" | "json" | undefined;
        } | undefined;
      },
      Json<
        200,
        ({
          title: string;
          segment: number;
          start_ms: number | null;
          /** Where the next one begins, or the transcript ends */
          end_ms: number | null;
          /** Words from it, checked; null where the model's are not in it */
          quote: string | null;
        })[] | ({
          text: string;
          owner: string | null;
          due: string | null;
          quote: string;
          segment: number;
          start_ms: number | null;
          end_ms: number | null;
        })[]
      > | File<200>,
      Problem,
      401 | 403 | 404 | 409 | 422 | 500 | 503
    >;
  };
  "/search": {
    /** Search one's own transcripts, titles, tags and file names. The best come first. `snippet` is HTML to be shown as it is: the text is escaped, the only tag is `<mark>`. */
    $get: Route<
      {
        query: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** Words, "phrases", `or`, and - before what is to be left out */
          q: string;
          /** In one language */
          language?: string | undefined;
          /** This moment, or later */
          created_after?: string | undefined;
          /** Before this moment */
          created_before?: string | undefined;
          /** A speaker's label or name, in any case */
          speaker?: string | undefined;
          /** One of the entry's tags */
          tag?: string | undefined;
          /** In one entry */
          entry_id?: string | undefined;
          /** In one transcript */
          transcription_id?: string | undefined;
        };
      },
      Json<200, {
        data: SearchResult[];
        next_cursor: string | null;
        next: string | null;
        /** Results on all pages */
        total: number;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/webhooks/secret": {
    /** Read the secret that signs for 'webhook_url'. */
    $get: Route<NoInput, Json<200, WebhookUrlSecret>, Problem, 401 | 403 | 500 | 503>;
  };
  "/webhooks/secret/rotate": {
    /** Replace the secret that signs for 'webhook_url'; the one before signs too for a day. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, WebhookUrlSecret>,
      Problem,
      401 | 403 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/webhooks": {
    /** Have a server told what happens; the answer holds its signing secret, once. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
        json: NewWebhook;
      },
      Json<201, WebhookWithSecret>,
      Problem,
      400 | 401 | 403 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** List one's own endpoints, newest first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: Webhook[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/webhooks/:id": {
    /** Read an endpoint. */
    $get: Route<
      {
        param: {
          /** The id of the webhook */
          id: string;
        };
      },
      Json<200, Webhook>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Change an endpoint's URL, its description or the events it is told. */
    $patch: Route<
      {
        param: {
          /** The id of the webhook */
          id: string;
        };
        json: WebhookPatch;
      },
      Json<200, Webhook>,
      Problem,
      400 | 401 | 403 | 404 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** Delete an endpoint with the log of its deliveries. */
    $delete: Route<
      {
        param: {
          /** The id of the webhook */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/webhooks/:id/rotate": {
    /** Replace an endpoint's signing secret; the one before signs too for a day. */
    $post: Route<
      {
        param: {
          /** The id of the webhook */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, WebhookWithSecret>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/webhooks/:id/pause": {
    /** Stop the deliveries to an endpoint. */
    $post: Route<
      {
        param: {
          /** The id of the webhook */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, Webhook>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/webhooks/:id/resume": {
    /** Let deliveries go to an endpoint again. */
    $post: Route<
      {
        param: {
          /** The id of the webhook */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, Webhook>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/webhooks/:id/test": {
    /** Send a 'webhook.test' to an endpoint. */
    $post: Route<
      {
        param: {
          /** The id of the webhook */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<202, WebhookDelivery>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/webhooks/:id/deliveries": {
    /** List what went to an endpoint, newest first. */
    $get: Route<
      {
        param: {
          /** The id of the webhook */
          id: string;
        };
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** How far it has come */
          status?: "pending" | "delivered" | "failed" | "skipped" | undefined;
        } | undefined;
      },
      Json<200, {
        data: WebhookDelivery[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/webhooks/:id/deliveries/:delivery_id/replay": {
    /** Send a delivery again, under the same id. */
    $post: Route<
      {
        param: {
          /** The id of the webhook */
          id: string;
          /** The id of the delivery */
          delivery_id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<202, WebhookDelivery>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/chat/completions": {
    /** Ask one question about one or many transcripts. Every citation is checked against the words that were said. With `stream`, or `Accept: text/event-stream`, the answer comes as events; with `async=true` it is made later. */
    $post: Route<
      {
        query?: {
          /** Answer later: read it at GET /chat/messages/{id} */
          async?: string | undefined;
        } | undefined;
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** Your own key for the provider: does this once and is kept nowhere */
          "X-Provider-Key"?: string | undefined;
        } | undefined;
        json: NewCompletion;
      },
      Json<200, Completion> | Json<202, QueuedAnswer>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503 | 504
    >;
  };
  "/chat/messages/:id": {
    /** Read a message: an answer that was made later, or any other. */
    $get: Route<
      {
        param: {
          /** The id of the message */
          id: string;
        };
      },
      Json<200, ChatMessage>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/chat/sessions": {
    /** Begin a session about transcripts. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
        json?: NewChatSession | undefined;
      },
      Json<201, ChatSession>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** List one's own sessions, newest first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** Those that are open, or those that were put away */
          status?: "active" | "archived" | undefined;
        } | undefined;
      },
      Json<200, {
        data: ChatSession[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/chat/sessions/:id": {
    /** Read a session. */
    $get: Route<
      {
        param: {
          /** The id of the session */
          id: string;
        };
      },
      Json<200, ChatSession>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Rename a session, archive it or take it up again. */
    $patch: Route<
      {
        param: {
          /** The id of the session */
          id: string;
        };
        json: ChatSessionPatch;
      },
      Json<200, ChatSession>,
      Problem,
      400 | 401 | 403 | 404 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** Delete a session with its messages. */
    $delete: Route<
      {
        param: {
          /** The id of the session */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/chat/sessions/:id/sources": {
    /** Make a session be about more transcripts. */
    $post: Route<
      {
        param: {
          /** The id of the session */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
        json: NewChatSources;
      },
      Json<200, ChatSession>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/chat/sessions/:id/sources/:transcription_id": {
    /** Make a session be about one transcript less. */
    $delete: Route<
      {
        param: {
          /** The id of the session */
          id: string;
          /** The id of the source */
          transcription_id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/chat/sessions/:id/messages": {
    /** List the messages of a session. */
    $get: Route<
      {
        param: {
          /** The id of the session */
          id: string;
        };
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** Which come first */
          order?: "newest" | "oldest" | undefined;
        } | undefined;
      },
      Json<200, {
        data: ChatMessage[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Ask something in a session. One question at a time. With `stream`, or `Accept: text/event-stream`, the answer comes as events. */
    $post: Route<
      {
        param: {
          /** The id of the session */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** Your own key for the provider: does this once and is kept nowhere */
          "X-Provider-Key"?: string | undefined;
        } | undefined;
        json: NewChatMessage;
      },
      Json<200, ChatMessage>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503 | 504
    >;
  };
  "/chat/sessions/:id/messages/:message_id/regenerate": {
    /** Have an answer made again; it takes the place of the old one. */
    $post: Route<
      {
        param: {
          /** The id of the session */
          id: string;
          /** The id of the message */
          message_id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** Your own key for the provider: does this once and is kept nowhere */
          "X-Provider-Key"?: string | undefined;
        } | undefined;
        json?: ChatRegeneration | undefined;
      },
      Json<200, ChatMessage>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503 | 504
    >;
  };
  "/chat/sessions/:id/stop": {
    /** Stop what a session is being answered; what has come is kept. */
    $post: Route<
      {
        param: {
          /** The id of the session */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, ChatMessage>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/events": {
    /** Follow all that happens to what is one's own. A stream ends after two minutes: connect again with the id of the last event, and nothing is lost. With `Accept: application/json` both answer at once. */
    $get: Route<
      {
        query?: {
          /** The last event that arrived: go on behind it */
          last_event_id?: string | undefined;
        } | undefined;
        header?: {
          /** The last event that arrived: go on behind it */
          "last-event-id"?: string | undefined;
        } | undefined;
      },
      Json<200, EventList>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/usage": {
    /** Read what one used today and this month, and what is left. */
    $get: Route<NoInput, Json<200, Usage>, Problem, 401 | 403 | 500 | 503>;
  };
  "/api_keys": {
    /** Make a key for a program; the answer holds it, once. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
        json: NewApiKey;
      },
      Json<201, ApiKeyWithSecret>,
      Problem,
      400 | 401 | 403 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** List one's own keys, newest first, those that have ended among them. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: ApiKey[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/api_keys/:id": {
    /** Read what is known of a key. */
    $get: Route<
      {
        param: {
          /** The id of the api_key */
          id: string;
        };
      },
      Json<200, ApiKey>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Give a key another name. */
    $patch: Route<
      {
        param: {
          /** The id of the api_key */
          id: string;
        };
        json: ApiKeyPatch;
      },
      Json<200, ApiKey>,
      Problem,
      400 | 401 | 403 | 404 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** Revoke a key: it is refused from now on. */
    $delete: Route<
      {
        param: {
          /** The id of the api_key */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/providers": {
    /** List the speech providers and what each can do. */
    $get: Route<NoInput, Json<200, Providers>, Problem, 401 | 403 | 500 | 503>;
  };
  "/v1/audio/transcriptions": {
    /** Transcribe a file and wait for the transcript, as OpenAI's SDKs ask for it. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
        form: {
          /** One of ours by its provider's name or `provider/model`. Clients cannot leave it out and name OpenAI's own: any other name means whoever is asked first here */
          model?: string | undefined;
          /** ISO 639-1. Where absent it is the entry's; where that is absent too, or with 'auto', it is detected */
          language?: string | "auto" | undefined;
          /** The first one counts, where there is no `language` */
          languages?: string[] | string | undefined;
          /** Words and style to expect */
          prompt?: string | undefined;
          keywords?: string[] | string | undefined;
          response_format?: "json" | "text" | "srt" | "vtt" | "verbose_json" | "diarized_json" | undefined;
          /** Of verbose_json: `segment` where absent */
          timestamp_granularities?: ("word" | "segment")[] | "word" | "segment" | undefined;
          /** json, text and diarized_json as server-sent events */
          stream?: string | undefined;
          /** Audio is cut where it has to be: only `auto` */
          chunking_strategy?: string | undefined;
          /** Only 0 */
          temperature?: number | undefined;
          /** Not supported */
          include?: string[] | string | undefined;
          /** Not supported */
          known_speaker_names?: string[] | string | undefined;
          /** Not supported */
          known_speaker_references?: string[] | string | undefined;
          file: Blob;
        };
      },
      Json<200, OpenaiTranscription | OpenaiTranscriptionVerbose | OpenaiTranscriptionDiarized> | File<200>,
      OpenaiError,
      400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 502 | 503
    >;
  };
  "/v1/chat/completions": {
    /** Ask about transcripts, as OpenAI's SDKs do. `metadata.transcription_ids` names the transcripts. What would not be heeded is refused, never passed over. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** The same as `metadata.transcription_ids`, where that cannot be set */
          "x-transcription-ids"?: string | undefined;
        } | undefined;
        json: OpenaiChatRequest;
      },
      Json<200, OpenaiChatCompletion>,
      OpenaiError,
      400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 502 | 503 | 504
    >;
  };
  "/v1/audio/translations": {
    /** Is there to say that no provider translates. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Nothing<200>,
      OpenaiError,
      400 | 401 | 403 | 409 | 413 | 429 | 500 | 503
    >;
  };
  "/v1/models": {
    /** List what may be named as a model. */
    $get: Route<NoInput, Json<200, OpenaiModels>, OpenaiError, 401 | 403 | 500 | 503>;
  };
  "/v1/models/:model": {
    /** Read one model. */
    $get: Route<
      {
        param: {
          /** `provider/model` */
          model: string;
        };
      },
      Json<200, OpenaiModel>,
      OpenaiError,
      400 | 401 | 403 | 404 | 500 | 503
    >;
  };
  "/mcp": {
    /** Call a tool, or whatever else a client of the Model Context Protocol sends. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
          /** Your own key for the provider: does this once and is kept nowhere */
          "X-Provider-Key"?: string | undefined;
        } | undefined;
        json: McpMessage;
      },
      Json<200, McpMessage> | Nothing<202>,
      Problem,
      400 | 401 | 403 | 406 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** Is there to say that a client of that protocol hears nothing unasked. */
    $get: Route<NoInput, Nothing<200>, Problem, 401 | 403 | 405 | 500 | 503>;
    /** Is there to say that such a client has no session to end. */
    $delete: Route<NoInput, Nothing<200>, Problem, 401 | 403 | 405 | 429 | 500 | 503>;
  };
  "/admin/users": {
    /** List users with what they used, newest first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** Part of the address */
          q?: string | undefined;
          /** What they are */
          role?: "admin" | "user" | "anonymous" | undefined;
        } | undefined;
      },
      Json<200, {
        data: User[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
    /** Add a user, who may sign in at once. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
        json: NewUser;
      },
      Json<201, CreatedUser>,
      Problem,
      400 | 401 | 403 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/users/:id": {
    /** Read a user with what they used. */
    $get: Route<
      {
        param: {
          /** The id of the user */
          id: string;
        };
      },
      Json<200, User>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Make a user an admin or none, ban one or end the ban. */
    $patch: Route<
      {
        param: {
          /** The id of the user */
          id: string;
        };
        json: UserPatch;
      },
      Json<200, User>,
      Problem,
      400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** Delete a user with all that they own. */
    $delete: Route<
      {
        param: {
          /** The id of the user */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 409 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/entries": {
    /** List everybody's entries, newest first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** What was brought */
          kind?: "text" | "audio" | undefined;
          /** How far it has come */
          status?: "awaiting_upload" | "importing" | "ready" | "failed" | undefined;
          /** One of the tags */
          tag?: string | undefined;
          /** Part of a title or a file name */
          q?: string | undefined;
          /** Of the audio or the text */
          sha256?: string | undefined;
          /** Whose */
          user_id?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: OwnedEntry[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/admin/entries/:id": {
    /** Read anybody's entry. */
    $get: Route<
      {
        param: {
          /** The id of the entry */
          id: string;
        };
      },
      Json<200, OwnedEntry>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Delete anybody's entry with its audio and all transcriptions. */
    $delete: Route<
      {
        param: {
          /** The id of the entry */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/transcriptions": {
    /** List everybody's transcriptions, newest first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** Whose */
          user_id?: string | undefined;
          /** One status, or several with commas between them */
          status?: string | undefined;
          /** Of one entry */
          entry_id?: string | undefined;
          /** Of one provider */
          provider?: string | undefined;
          /** In one language */
          language?: string | undefined;
          /** One of the entry's tags */
          tag?: string | undefined;
          /** Part of the entry's title or of the text */
          q?: string | undefined;
          /** This moment, or later */
          created_after?: string | undefined;
          /** Before this moment */
          created_before?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: OwnedTranscriptionSummary[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/admin/transcriptions/:id": {
    /** Read anybody's transcription, which the audit log tells. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
      },
      Json<200, OwnedTranscription>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Delete anybody's transcription, here and at its provider; the entry stays. */
    $delete: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/transcriptions/:id/download": {
    /** Download anybody's transcript, which the audit log tells. */
    $get: Route<
      {
        param: {
          /** The id of the transcription */
          id: string;
        };
        query?: {
          /** `word` is `docx` */
          format?: "txt" | "md" | "docx" | "word" | "srt" | "vtt" | "json" | "csv" | undefined;
          /** `proofread`: as the newest document of that kind corrects it */
          text?: "transcript" | "proofread" | undefined;
          /** Who speaks, in txt, md and docx; true where absent */
          speakers?: "true" | "false" | undefined;
          /** When, in txt, md and docx; where absent, true but for txt */
          timestamps?: "true" | "false" | undefined;
        } | undefined;
      },
      Json<200, ExportedTranscript> | File<200>,
      Problem,
      401 | 403 | 404 | 409 | 422 | 500 | 503
    >;
  };
  "/admin/error_logs": {
    /** List what went wrong, newest first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** Why it went wrong */
          code?: string | undefined;
          /** Whose work it was */
          user_id?: string | undefined;
          /** The kind of work that was given up */
          job_kind?: string | undefined;
          /** The request that failed */
          request_id?: string | undefined;
          /** This moment, or later */
          created_after?: string | undefined;
          /** Before this moment */
          created_before?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: ErrorLog[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/admin/jobs": {
    /** List the work in the background, newest first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** How it stands */
          state?: "queued" | "running" | "completed" | "dead" | undefined;
          /** Such as `transcribe` */
          kind?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: Job[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/admin/jobs/:id/retry": {
    /** Have work that was given up done again. */
    $post: Route<
      {
        param: {
          /** The id of the job */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<202, Job>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/jobs/:id/discard": {
    /** Take work that waits, or was given up, out of the queue. */
    $post: Route<
      {
        param: {
          /** The id of the job */
          id: string;
        };
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
      },
      Json<200, Job>,
      Problem,
      401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/audit_logs": {
    /** List what was done by whom, newest first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** The id of the  */
          actor_id?: string | undefined;
          /** Such as `user.deleted` */
          action?: string | undefined;
          /** The subject of the  */
          subject?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: AuditLog[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/admin/maintenance": {
    /** Read whether anything is transcribed. */
    $get: Route<NoInput, Json<200, Maintenance>, Problem, 401 | 403 | 500 | 503>;
    /** Let nothing new be transcribed, or let work go on. */
    $put: Route<
      {
        json: NewMaintenance;
      },
      Json<200, Maintenance>,
      Problem,
      400 | 401 | 403 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/prompts": {
    /** List the prompts by kind, the newest version first. */
    $get: Route<
      {
        query?: {
          /** How many at most */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
          /** The kind of the  */
          kind?:
            | "transcribe"
            | "proofread"
            | "summary"
            | "chapters"
            | "action_items"
            | "translation"
            | "custom"
            | undefined;
        } | undefined;
      },
      Json<200, {
        data: PromptSummary[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
    /** Add the next version of a prompt. */
    $post: Route<
      {
        header?: {
          /** Answers the same request once, however often it comes within 24 hours. Problems: idempotency_key_reused, idempotency_in_flight */
          "Idempotency-Key"?: string | undefined;
        } | undefined;
        json: NewPrompt;
      },
      Json<201, Prompt>,
      Problem,
      400 | 401 | 403 | 409 | 413 | 415 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/prompts/:kind/active": {
    /** Read the prompt that counts. */
    $get: Route<
      {
        param: {
          /** The kind of the prompt */
          kind: string;
        };
      },
      Json<200, Prompt>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Make a version of a prompt the one that counts. */
    $put: Route<
      {
        param: {
          /** The kind of the prompt */
          kind: string;
        };
        json: {
          version: number;
        };
      },
      Json<200, Prompt>,
      Problem,
      400 | 401 | 403 | 404 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** Let providers transcribe without a prompt. */
    $delete: Route<
      {
        param: {
          /** The kind of the prompt */
          kind: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 409 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/prompts/:kind/:version": {
    /** Read a version of a prompt. */
    $get: Route<
      {
        param: {
          /** The kind of the prompt */
          kind: string;
          /** The version of the  */
          version: string;
        };
      },
      Json<200, Prompt>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
  };
  "/admin/stats": {
    /** Read statistics of all that is here, and of the last days. */
    $get: Route<
      {
        query?: {
          /** How many days, today (UTC) among them */
          days?: number | undefined;
        } | undefined;
      },
      Json<200, Stats>,
      Problem,
      401 | 403 | 422 | 500 | 503
    >;
  };
  "/admin/settings": {
    /** List the settings by key. */
    $get: Route<
      {
        query?: {
          /** The limit of the  */
          limit?: number | undefined;
          /** `next_cursor` of the page before */
          cursor?: string | undefined;
        } | undefined;
      },
      Json<200, {
        data: Setting[];
        next_cursor: string | null;
        next: string | null;
      }>,
      Problem,
      400 | 401 | 403 | 422 | 500 | 503
    >;
  };
  "/admin/settings/:key": {
    /** Read a setting. */
    $get: Route<
      {
        param: {
          /** The key of the setting */
          key: string;
        };
      },
      Json<200, Setting>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Give a setting a value. */
    $put: Route<
      {
        param: {
          /** The key of the setting */
          key: string;
        };
        json: {
          value: number | boolean | string;
        };
      },
      Json<200, Setting>,
      Problem,
      400 | 401 | 403 | 404 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** Give a setting its default again. */
    $delete: Route<
      {
        param: {
          /** The key of the setting */
          key: string;
        };
      },
      Json<200, Setting>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/admin/users/:id/limits": {
    /** Read the limits that were set for a user. */
    $get: Route<
      {
        param: {
          /** The id of the user */
          id: string;
        };
      },
      Json<200, UserLimits>,
      Problem,
      401 | 403 | 404 | 422 | 500 | 503
    >;
    /** Set the limits of a user. */
    $put: Route<
      {
        param: {
          /** The id of the user */
          id: string;
        };
        json: {
          submissions_per_day?: number | null | undefined;
          submissions_per_minute?: number | null | undefined;
          requests_per_minute?: number | null | undefined;
          /** 0 is any amount */
          monthly_audio_seconds?: number | null | undefined;
        };
      },
      Json<200, UserLimits>,
      Problem,
      400 | 401 | 403 | 404 | 413 | 415 | 422 | 429 | 500 | 503
    >;
    /** Let the settings count for a user again. */
    $delete: Route<
      {
        param: {
          /** The id of the user */
          id: string;
        };
      },
      Nothing<204>,
      Problem,
      401 | 403 | 404 | 422 | 429 | 500 | 503
    >;
  };
  "/health": {
    /** Is everything in order?. */
    $get: Route<
      NoInput,
      Json<200, {
        ok: boolean;
        checks: {
          database: {
            ok: boolean;
          };
          storage: {
            ok: boolean;
          };
          auth: {
            ok: boolean;
          };
          queue: {
            ok: boolean;
            due: number;
            dead: number;
            oldest_due_seconds: number;
          };
          providers: {
            ok: boolean;
            speech: Record<string, {
              configured: boolean;
            }>;
            chat: Record<string, {
              configured: boolean;
            }>;
          };
        };
      }>,
      Problem,
      500 | 503
    >;
  };
  "/health/live": {
    /** Does the function run?. */
    $get: Route<
      NoInput,
      Json<200, {
        ok: boolean;
      }>,
      Problem,
      500 | 503
    >;
  };
  "/health/ready": {
    /** Can it serve requests?. */
    $get: Route<
      NoInput,
      Json<200, {
        ok: boolean;
      }>,
      Problem,
      500 | 503
    >;
  };
  "/health/db": {
    /** Does the database answer?. */
    $get: Route<
      NoInput,
      Json<200, {
        ok: boolean;
      }>,
      Problem,
      500 | 503
    >;
  };
  "/health/storage": {
    /** Does Storage answer?. */
    $get: Route<
      NoInput,
      Json<200, {
        ok: boolean;
      }>,
      Problem,
      500 | 503
    >;
  };
  "/health/auth": {
    /** Can tokens be checked?. */
    $get: Route<
      NoInput,
      Json<200, {
        ok: boolean;
      }>,
      Problem,
      500 | 503
    >;
  };
  "/health/queue": {
    /** Is work being done?. */
    $get: Route<
      NoInput,
      Json<200, {
        ok: boolean;
        due: number;
        dead: number;
        oldest_due_seconds: number;
      }>,
      Problem,
      500 | 503
    >;
  };
  "/health/providers": {
    /** Are the providers set up?. */
    $get: Route<
      NoInput,
      Json<200, {
        ok: boolean;
        speech: Record<string, {
          configured: boolean;
        }>;
        chat: Record<string, {
          configured: boolean;
        }>;
      }>,
      Problem,
      500 | 503
    >;
  };
  "/metrics": {
    /** Read the metrics. */
    $get: Route<NoInput, File<200>, Problem, 401 | 500 | 503>;
  };
  "/openapi.json": {
    /** Read this document. */
    $get: Route<
      NoInput,
      Json<200, {
        openapi: "3.1.0";
        [name: string]: unknown;
      }>,
      Problem,
      500
    >;
  };
};

/** The API as Hono's `hc` knows one. */
export type Api = Hono<BlankEnv, Routes, "/">;
