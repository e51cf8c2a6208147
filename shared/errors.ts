/** What each problem code means on the wire: the closed list of `code` values that a caller can meet. */
const problemTypes = {
  invalid_json: { status: 400, title: "The body is not valid JSON" },
  invalid_request: { status: 422, title: "The request has invalid fields" },
  invalid_cursor: { status: 400, title: "The cursor is not one of ours" },
  token_missing: { status: 401, title: "A bearer token is needed" },
  token_invalid: { status: 401, title: "The bearer token is not valid" },
  token_expired: { status: 401, title: "The bearer token has expired" },
  api_key_mistyped: { status: 401, title: "The API key is mistyped" },
  api_key_unknown: { status: 401, title: "There is no such API key" },
  api_key_revoked: { status: 401, title: "The API key was revoked" },
  api_key_expired: { status: 401, title: "The API key has expired" },
  callback_not_proven: { status: 401, title: "The token of the callback is missing or wrong" },
  secret_key_invalid: { status: 401, title: "The secret key is missing or wrong" },
  worker_key_invalid: { status: 401, title: "The worker key is missing or wrong" },
  admin_needed: { status: 403, title: "Only admins may do that" },
  scope_missing: { status: 403, title: "The API key lacks a scope" },
  user_token_needed: { status: 403, title: "An API key may not do that" },
  user_banned: { status: 403, title: "The user is banned" },
  role_not_allowed: { status: 403, title: "This role may not do that" },
  route_not_found: { status: 404, title: "There is nothing at this path" },
  entry_not_found: { status: 404, title: "No such entry" },
  transcription_not_found: { status: 404, title: "No such transcription" },
  user_not_found: { status: 404, title: "No such user" },
  job_not_found: { status: 404, title: "No such job" },
  model_not_found: { status: 404, title: "No such model" },
  segment_not_found: { status: 404, title: "No such segment" },
  document_not_found: { status: 404, title: "No such document" },
  webhook_not_found: { status: 404, title: "No such webhook" },
  api_key_not_found: { status: 404, title: "No such API key" },
  delivery_not_found: { status: 404, title: "No such delivery" },
  session_not_found: { status: 404, title: "No such session" },
  setting_not_found: { status: 404, title: "No such setting" },
  prompt_not_found: { status: 404, title: "No such prompt" },
  message_not_found: { status: 404, title: "No such message" },
  method_not_allowed: { status: 405, title: "The method is not supported here" },
  upload_missing: { status: 409, title: "Nothing has been uploaded yet" },
  entry_not_ready: { status: 409, title: "The entry is not ready" },
  entry_has_no_audio: { status: 409, title: "The entry holds no audio" },
  object_changed: { status: 409, title: "The uploaded object has changed" },
  transcription_ended: { status: 409, title: "The transcription has ended" },
  transcription_not_ready: { status: 409, title: "The transcription is not completed" },
  document_ended: { status: 409, title: "The document has ended" },
  document_not_ready: { status: 409, title: "The document is not completed" },
  transcript_not_proofread: { status: 409, title: "The transcript is not proofread" },
  revision_conflict: { status: 409, title: "The transcript was edited meanwhile" },
  export_needs_times: { status: 409, title: "The transcript has no times" },
  webhook_limit_reached: { status: 409, title: "There are as many webhooks as there may be" },
  api_key_limit_reached: { status: 409, title: "There are as many API keys as there may be" },
  webhook_paused: { status: 409, title: "The webhook is paused" },
  session_archived: { status: 409, title: "The session is archived" },
  session_busy: { status: 409, title: "The session is answering" },
  session_has_no_sources: { status: 409, title: "The session is about nothing" },
  prompt_needed: { status: 409, title: "Documents of this kind need a prompt" },
  nothing_to_stop: { status: 409, title: "No answer is being made" },
  email_taken: { status: 409, title: "Another user has this address" },
  own_account: { status: 409, title: "That would be one's own account" },
  user_is_anonymous: { status: 409, title: "The user is anonymous" },
  job_not_retryable: { status: 409, title: "The job cannot be done again" },
  job_not_discardable: { status: 409, title: "The job cannot be discarded" },
  idempotency_in_flight: { status: 409, title: "The same request is being worked on" },
  body_too_large: { status: 413, title: "The body is too large" },
  file_too_large: { status: 413, title: "The file is too large" },
  media_type_not_supported: { status: 415, title: "The content type of the request is not supported" },
  file_not_audio: { status: 415, title: "The file is not audio" },
  file_mislabelled: { status: 415, title: "The file is not what it says it is" },
  codec_not_supported: { status: 415, title: "The audio codec is not supported" },
  file_empty: { status: 422, title: "The file is empty" },
  file_truncated: { status: 422, title: "The file is cut off or damaged" },
  option_not_supported: { status: 422, title: "The provider cannot do that" },
  provider_not_available: { status: 422, title: "The provider is not set up here" },
  password_too_weak: { status: 422, title: "The password is too weak" },
  provider_key_missing: { status: 422, title: "This run needs a key of the provider" },
  provider_key_refused: { status: 422, title: "The provider refuses your key" },
  provider_rejected: { status: 422, title: "The provider refuses what was asked" },
  prompt_too_long: { status: 422, title: "This is more than the model can read" },
  file_infected: { status: 422, title: "The file holds malware" },
  checksum_mismatch: { status: 422, title: "The file is not the one that was announced" },
  audio_too_long: { status: 422, title: "The audio is too long" },
  url_not_allowed: { status: 422, title: "The URL may not be called from here" },
  link_not_supported: { status: 422, title: "Links of this kind are not supported" },
  link_not_a_file: { status: 422, title: "The link does not lead to a file" },
  link_not_accessible: { status: 422, title: "The link cannot be opened" },
  clip_out_of_range: { status: 422, title: "The clip lies outside the audio" },
  idempotency_key_reused: { status: 422, title: "The idempotency key is that of another request" },
  rate_limited: { status: 429, title: "Too many requests" },
  daily_limit_reached: { status: 429, title: "The limit of the day is reached" },
  quota_reached: { status: 429, title: "The quota of the month is reached" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  provider_unauthorized: { status: 502, title: "The provider refuses our key" },
  provider_quota_exceeded: { status: 502, title: "Our account at the provider has run dry" },
  provider_answer_invalid: { status: 502, title: "The provider answered nothing of use" },
  transcribing_paused: { status: 503, title: "Nothing new is transcribed for now" },
  still_processing: { status: 503, title: "The transcription is still being worked on" },
  worker_unavailable: { status: 503, title: "The worker is not available" },
  auth_unavailable: { status: 503, title: "Auth is not available" },
  source_unavailable: { status: 503, title: "The source of the audio is not available" },
  provider_unavailable: { status: 503, title: "The provider is not available" },
  link_too_slow: { status: 503, title: "The link is too slow" },
  storage_unavailable: { status: 503, title: "Storage is not available" },
  scanner_unavailable: { status: 503, title: "The malware scanner is not available" },
  database_unavailable: { status: 503, title: "The database is not available" },
  answer_too_late: { status: 504, title: "The answer took too long" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemTypes;

/** One field that is wrong: `path` as in `options.language`, `message` what to do about it. */
export type FieldError = { path: string; message: string };

/** An error that a caller is meant to read. Anything else that is thrown is a bug and answers `internal_error`. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ProblemCode;
  readonly fields: FieldError[] | undefined;
  /** After how long the same request may succeed without a change; undefined where it never will. */
  readonly retrySeconds: number | undefined;
  /** The current revision, where a caller meant to change another one. */
  readonly revision: number | undefined;

  /** `message` is the sentence a caller reads: what happened, then what to do. */
  constructor(
    code: ProblemCode,
    message: string,
    options: { cause?: unknown; fields?: FieldError[]; retrySeconds?: number; revision?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.fields = options.fields;
    this.revision = options.revision;
    this.retrySeconds = options.retrySeconds ?? (this.status === 503 ? 5 : undefined);
  }

  get status() {
    return problemTypes[this.code].status;
  }

  get title(): string {
    return problemTypes[this.code].title;
  }

  /** True where the same request may succeed later without a change. */
  get retryable(): boolean {
    return this.retrySeconds !== undefined;
  }
}

export const problemCodes = Object.keys(problemTypes) as ProblemCode[];
