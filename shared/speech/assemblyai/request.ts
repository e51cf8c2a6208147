import type { Call, SpeechOptions } from "../types.ts";
import { modelsOf } from "./abilities.ts";

/** What identifies a person. Source: `PiiPolicy` in the types of the assemblyai package, 4.41.5. */
const identifying = [
  "person_name",
  "date_of_birth",
  "person_age",
  "phone_number",
  "email_address",
  "location",
  "ip_address",
  "username",
  "password",
  "credit_card_number",
  "credit_card_expiration",
  "credit_card_cvv",
  "account_number",
  "banking_information",
  "us_social_security_number",
  "drivers_license",
  "passport_number",
  "healthcare_number",
  "vehicle_id",
];

/** The body of POST /v2/transcript. Source: `TranscriptParams` in the types of the assemblyai package, 4.41.5. */
export function requestOf(
  models: string,
  audio: { url: string; clip?: { startMs: number; endMs: number } | undefined },
  options: SpeechOptions,
  callback: Call["callback"],
): Record<string, unknown> {
  const { punctuate, profanity_filter, redact_pii, diarize, speakers_expected } = options;
  return {
    audio_url: audio.url,
    speech_models: modelsOf(models),
    ...(audio.clip && { audio_start_from: audio.clip.startMs, audio_end_at: audio.clip.endMs }),
    ...(options.language ? { language_code: options.language } : { language_detection: true }),
    ...guidanceOf(options),
    ...(diarize !== undefined && { speaker_labels: diarize }),
    ...(diarize && speakers_expected !== undefined && { speakers_expected }),
    // Formatting would put capitals, and with them sentences, back.
    ...(punctuate !== undefined && { punctuate, format_text: punctuate }),
    ...(profanity_filter !== undefined && { filter_profanity: profanity_filter }),
    ...(redact_pii && { redact_pii, redact_pii_policies: identifying, redact_pii_sub: "entity_name" }),
    webhook_url: callback.url,
    webhook_auth_header_name: "x-callback-token",
    webhook_auth_header_value: callback.token,
  };
}

/** The service takes a prompt or a list of terms, not both: then the prompt holds the terms. Source: the same types. */
function guidanceOf({ prompt, keyterms }: SpeechOptions) {
  if (!keyterms?.length) return prompt ? { prompt } : {};
  return prompt ? { prompt: `${prompt}\nTerms to listen for: ${keyterms.join(", ")}.` } : { keyterms_prompt: keyterms };
}

const mark = "dispatch_id";

/**
 * A URL that the service's list shows and by which `find` knows the dispatch again. Storage takes parameters that it
 * does not know on a signed URL, as its own client adds them (`cacheNonce` in storage-js 2.119).
 */
export function markUrl(url: string, dispatchId: string): string {
  const marked = new URL(url);
  marked.searchParams.set(mark, dispatchId);
  return marked.href;
}

/** Whether a URL of its list is that of a dispatch. */
export function isMarked(url: string, dispatchId: string): boolean {
  return URL.parse(url)?.searchParams.get(mark) === dispatchId;
}
