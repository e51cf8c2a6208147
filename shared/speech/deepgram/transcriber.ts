import { z } from "zod";
import { callProvider, keyOf, readJson } from "../../call_provider.ts";
import type { Service, Transcriber } from "../types.ts";
import { deepgramAbilities } from "./abilities.ts";
import { readAnswer } from "./answer.ts";
import { queryOf } from "./request.ts";

const name = "deepgram";

/**
 * Deepgram for pre-recorded audio: submitted, and the whole result is in its call, ten times at most with 30 seconds
 * between. It keeps no results and no list: a call that never comes means that the audio has to be sent again. It calls
 * only the ports 80, 443, 8080 and 8443. Source: its guide on callbacks. Not tried against the live service.
 */
export function createDeepgramTranscriber(service: Service, fetchFn: typeof fetch = fetch): Transcriber {
  return {
    name,
    model: service.model,
    abilities: deepgramAbilities(service.model),
    async submit(audio, options, { signal, apiKey: own, callback }) {
      const apiKey = keyOf(name, service, own);
      const source = "url" in audio
        ? { body: JSON.stringify({ url: audio.url }), type: "application/json" }
        : { body: audio.bytes, type: audio.mimeType };
      const { body } = await callProvider(
        { provider: name, fetchFn, apiKey, signal },
        `${service.baseUrl}/v1/listen?${queryOf(service.model, options, callback)}`,
        {
          method: "POST",
          headers: { authorization: `Token ${apiKey}`, "content-type": source.type },
          body: source.body,
        },
      );
      return { externalId: readJson(name, Accepted, body).request_id };
    },
    later: { readAnswer: (body) => ({ transcript: readAnswer(body) }) },
  };
}

/** Source: `ListenV1AcceptedResponse` in the types of @deepgram/sdk 5.13.0. */
const Accepted = z.object({ request_id: z.string().min(1) });
