/** What each problem code means on the wire: the closed list of `code` values that a caller can meet. */
const problemTypes = {
  invalid_json: { status: 400, title: "The body is not valid JSON" },
  invalid_request: { status: 422, title: "The request has invalid fields" },
  invalid_cursor: { status: 400, title: "The cursor is not one of ours" },
  token_missing: { status: 401, title: "A bearer token is needed" },
  token_invalid: { status: 401, title: "The bearer token is not valid" },
  token_expired: { status: 401, title: "The bearer token has expired" },
  worker_key_invalid: { status: 401, title: "The worker key is missing or wrong" },
  role_not_allowed: { status: 403, title: "This role may not do that" },
  route_not_found: { status: 404, title: "There is nothing at this path" },
  entry_not_found: { status: 404, title: "No such entry" },
  transcription_not_found: { status: 404, title: "No such transcription" },
  upload_missing: { status: 409, title: "Nothing has been uploaded yet" },
  entry_not_ready: { status: 409, title: "The entry is not ready" },
  entry_has_no_audio: { status: 409, title: "The entry holds no audio" },
  object_changed: { status: 409, title: "The uploaded object has changed" },
  transcription_not_ready: { status: 409, title: "The transcription is not completed" },
  export_needs_times: { status: 409, title: "The transcript has no times" },
  body_too_large: { status: 413, title: "The body is too large" },
  file_too_large: { status: 413, title: "The file is too large" },
  media_type_not_supported: { status: 415, title: "The content type of the request is not supported" },
  file_not_audio: { status: 415, title: "The file is not audio" },
  file_mislabelled: { status: 415, title: "The file is not what it says it is" },
  codec_not_supported: { status: 415, title: "The audio codec is not supported" },
  file_empty: { status: 422, title: "The file is empty" },
  file_truncated: { status: 422, title: "The file is cut off or damaged" },
  audio_too_long: { status: 422, title: "The audio is too long" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  auth_unavailable: { status: 503, title: "Auth is not available" },
  storage_unavailable: { status: 503, title: "Storage is not available" },
  database_unavailable: { status: 503, title: "The database is not available" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemTypes;

/** One field that is wrong: `path` as in `options.language`, `message` what to do about it. */
export type FieldError = { path: string; message: string };

/** An error that a caller is meant to read. Anything else that is thrown is a bug and answers `internal_error`. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ProblemCode;
  readonly fields: FieldError[] | undefined;

  /** `message` is the sentence a caller reads: what happened, then what to do. */
  constructor(code: ProblemCode, message: string, options: { cause?: unknown; fields?: FieldError[] } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.fields = options.fields;
  }

  get status() {
    return problemTypes[this.code].status;
  }

  get title(): string {
    return problemTypes[this.code].title;
  }

  /** True where the same request may succeed later without a change. */
  get retryable(): boolean {
    return this.status === 503;
  }
}

export const problemCodes = Object.keys(problemTypes) as ProblemCode[];
