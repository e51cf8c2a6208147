import { ProviderError } from "../../provider_error.ts";
import type { Call, SpeechOptions } from "../types.ts";

/**
 * The query of POST /v1/listen. Source: `ListenV1RequestUrl` in the types of @deepgram/sdk 5.13.0. Throws
 * `provider_rejected` where it would leave in what it is to leave out.
 */
export function queryOf(model: string, options: SpeechOptions, callback: Call["callback"]): URLSearchParams {
  const { language, keyterms, diarize, punctuate = true, profanity_filter, redact_pii } = options;
  if (redact_pii) demandEnglish(language);
  const parameters = {
    model,
    ...(language ? { language } : { detect_language: true }),
    utterances: true,
    // Its formatting of numbers, dates and names brings punctuation with it.
    ...(punctuate ? { smart_format: true, punctuate } : { punctuate }),
    ...(keyterms?.length && { keyterm: keyterms }),
    ...(diarize && { diarize_model: "latest" }),
    ...(profanity_filter !== undefined && { profanity_filter }),
    ...(redact_pii && { redact: "pii" }),
    callback: withToken(callback),
    callback_method: "POST",
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) query.append(name, String(one));
  }
  return query;
}

/** Names and the like are found in English only; of other languages it would take out numbers. Source: its guide. */
function demandEnglish(language: string | undefined) {
  if (language === "en") return;
  const message =
    "deepgram leaves out what identifies people in English only: ask for 'en', or choose another provider";
  throw new ProviderError("provider_rejected", message);
}

/** It signs nothing and sends no header of ours, so the secret has to be in the address. */
function withToken({ url, token }: Call["callback"]): string {
  const address = new URL(url);
  address.searchParams.set("token", token);
  return address.href;
}
