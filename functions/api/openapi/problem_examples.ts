import { AppError, type FieldError, type ProblemCode } from "../../../shared/errors.ts";

type Extras = { fields?: FieldError[]; retrySeconds?: number; revision?: number };

const id = "5b0e2f0c-8d35-4b9e-9c53-2f0f3d1d7a11";

/** What the API says with a code, as `tests/unit/problem_examples_test.ts` holds it to. One that is not here is called by its title. */
export const details: { [Code in ProblemCode]?: [detail: string, extras?: Extras] } = {
  invalid_json: ["Send a body that is valid JSON"],
  invalid_request: ["Correct the request: id: Invalid UUID", { fields: [{ path: "id", message: "Invalid UUID" }] }],
  invalid_cursor: ["Send a cursor of this list as it came, or none"],
  token_missing: ["Sign in with Supabase Auth and send its access token as 'Authorization: Bearer ...'"],
  token_invalid: ["The access token is not valid here: sign in again"],
  token_expired: ["The access token has expired: refresh the session and try again"],
  api_key_mistyped: ["This is no API key as we make them: copy it again, whole"],
  api_key_unknown: ["There is no such API key: make a new one"],
  api_key_revoked: ["This API key was revoked: make a new one"],
  api_key_expired: ["This API key has expired: make a new one"],
  scope_missing: ["This API key lacks the scope 'entries:read': make one that has it"],
  user_token_needed: ["An API key can make and change no keys: sign in and send the access token"],
  user_banned: ["The user of this API key is banned: ask an admin"],
  secret_key_invalid: ["Send the project's secret key, as 'apikey' or as 'Authorization: Bearer ...'"],
  role_not_allowed: ["This is for signed-in users: send a user's access token, not a project key"],
  entry_not_found: [`You have no entry '${id}': GET /entries lists yours`],
  transcription_not_found: [`You have no transcription '${id}': GET /transcriptions lists yours`],
  user_not_found: [`There is no user '${id}': GET /admin/users lists them`],
  job_not_found: ["There is no job '345': GET /admin/jobs lists those that are not forgotten"],
  model_not_found: ["There is no model 'gpt-0' here. Those that there are: openai/whisper-1"],
  segment_not_found: ["It has no segment 99: GET /transcriptions/{id}/segments lists them"],
  document_not_found: [
    `You have no document '${id}': GET /transcriptions/{id}/documents lists those of a transcription`,
  ],
  webhook_not_found: [`You have no webhook '${id}': GET /webhooks lists yours`],
  delivery_not_found: [`This webhook has no delivery '${id}': GET /webhooks/{id}/deliveries lists them`],
  setting_not_found: ["There is no setting 'max_upload_byte': GET /admin/settings lists them"],
  prompt_not_found: ["There is no 'summary' 9: GET /admin/prompts lists what there is"],
  session_not_found: [`You have no session '${id}': GET /chat/sessions lists yours`],
  message_not_found: [`You have no message '${id}': they go with their session, or after a time`],
  method_not_allowed: ["No session is kept here: send each message by POST"],
  upload_missing: ["Upload the file to the entry's upload URL first, then complete it"],
  entry_not_ready: ["Upload the file and POST /entries/{id}/complete before you transcribe it"],
  entry_has_no_audio: ["A text needs no transcription: it was born with one"],
  object_changed: ["The file was replaced while it was checked: complete the upload again"],
  transcription_ended: ["It is completed: POST /entries/{id}/transcriptions makes another one"],
  transcription_not_ready: ["The transcription is 'processing': wait until it is completed"],
  document_ended: ["The document is 'completed' already: there is nothing to cancel"],
  document_not_ready: ["There is nothing to download yet: wait until it is completed"],
  transcript_not_proofread: [
    "Nobody has proofread this revision: POST /transcriptions/{id}/documents with kind 'proofread', and wait until it is completed",
  ],
  revision_conflict: [
    "The transcript was edited meanwhile, its revision is now 3: read it again and repeat the edit",
    { revision: 3 },
  ],
  export_needs_times: [
    "The provider gave no times for this transcript: download it as txt, md, docx, csv or json, or transcribe it with another model",
  ],
  api_key_not_found: [`You have no API key '${id}': GET /api_keys lists yours`],
  api_key_limit_reached: ["You have as many API keys as one may have: revoke one first"],
  webhook_limit_reached: ["You have as many webhooks as one may have: delete one that you do not need"],
  webhook_paused: ["The webhook is paused: POST /webhooks/{id}/resume before you replay"],
  session_archived: ["The session is archived: PATCH its status to 'active' before you go on"],
  session_busy: [
    "The session is answering something else: wait until it has, or POST /chat/sessions/{id}/stop",
    { retrySeconds: 5 },
  ],
  session_has_no_sources: ["The session is about nothing: POST /chat/sessions/{id}/sources"],
  prompt_needed: [
    "No 'summary' is made without a prompt: PUT /admin/prompts/summary/active makes another one count",
  ],
  nothing_to_stop: ["The session is answering nothing: there is nothing to stop"],
  email_taken: ["Another user has this address: GET /admin/users?q= finds them"],
  own_account: ["Nobody takes away their own account or rights: another admin does"],
  user_is_anonymous: ["A visitor without an address cannot sign in again: let them sign up first"],
  job_not_retryable: ["The job is 'queued': only what was given up is done again"],
  job_not_discardable: [
    "Only what waits or was given up is discarded: a job that is running ends by itself, or when its owner cancels",
  ],
  idempotency_in_flight: [
    "The same request is still being worked on: send it again in a moment",
    { retrySeconds: 5 },
  ],
  body_too_large: [
    "The body may have 6291456 bytes: POST /entries with kind 'audio' gives a URL for larger files",
  ],
  file_too_large: ["The file has 209715200 bytes: upload one of 104857600 bytes at most"],
  media_type_not_supported: ["Send the body as 'application/json'"],
  file_not_audio: ["The MP4 file has no audio track. Upload a file with sound."],
  file_mislabelled: ["The file has the name 'talk.mp3', which stands for MP3, but its content is WAV. "],
  codec_not_supported: ["The audio codec is not supported. Save the file as MP3, AAC, Opus, Vorbis, FLAC or PCM."],
  file_empty: ["The file has no content. Choose another file."],
  file_truncated: ["The FLAC file ends before its sound begins. Upload an undamaged file."],
  password_too_weak: ["Choose another password: Password should be at least 6 characters."],
  provider_not_available: ["Name one that is set up here: openai"],
  provider_key_missing: ["It runs with your own key: send it again in 'X-Provider-Key'"],
  prompt_too_long: ["This is more than the model can read: ask a shorter question"],
  checksum_mismatch: [
    "The uploaded file does not have the SHA-256 that was announced: upload it again to the same URL",
  ],
  file_infected: ["The file holds malware, 'Eicar-Test-Signature': upload another one"],
  audio_too_long: ["The audio is longer than 600 minutes. Split it and upload the parts."],
  url_not_allowed: ["The URL does not begin with 'https://': give one that does"],
  link_not_supported: ["Links to YouTube are not supported here: upload the audio instead"],
  link_not_a_file: ["The link names no file of Google Drive: copy it from the file's 'Share' menu"],
  clip_out_of_range: ["The audio lasts 20.63 seconds: choose a clip within it"],
  idempotency_key_reused: ["This Idempotency-Key was sent with another request: choose a new one"],
  internal_error: ["Something went wrong on our side: report the request id"],
  transcribing_paused: ["Nothing new is transcribed for now: ask again later, all else works"],
  still_processing: [
    `The transcription '${id}' is still being worked on: send the same again, or read it at GET /transcriptions/${id}`,
  ],
  worker_unavailable: ["The work could not be begun with your key: try again"],
  auth_unavailable: ["The keys that tokens are signed with cannot be read now: try again"],
  scanner_unavailable: ["The file cannot be scanned for malware now: try again later"],
  storage_unavailable: ["Storage did not do what was asked of it: try again"],
  database_unavailable: ["The database cannot be reached now: try again"],
  answer_too_late: ["The answer took longer than it may: ask for less"],
};

/** When the same request may succeed, where that is told by the status alone. */
const retrySecondsOf: Record<number, number> = { 429: 30, 503: 5 };

/** The error of a code as the API throws it. */
export function writeError(code: ProblemCode): AppError {
  const { title, status } = new AppError(code, "");
  const [detail = `${title}.`, extras = {}] = details[code] ?? [];
  const retrySeconds = retrySecondsOf[status];
  return new AppError(code, detail, { ...(retrySeconds && { retrySeconds }), ...extras });
}
