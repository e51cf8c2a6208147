import { z } from "zod";
import type { Transcript } from "../../transcript.ts";
import { callProvider, type Connection, keyOf, readJson } from "../../call_provider.ts";
import { ProviderError } from "../../provider_error.ts";
import type { Service, Transcriber } from "../types.ts";
import { assemblyaiAbilities } from "./abilities.ts";
import { Answer, Notification, Page, readTranscript } from "./answer.ts";
import { isMarked, markUrl, requestOf } from "./request.ts";

const name = "assemblyai";
/** How many of the newest transcripts are searched for one that was lost: pages of the greatest size that is allowed. */
const pageSize = 200;
const pages = 5;

/**
 * AssemblyAI for pre-recorded audio: submitted, and fetched after its call. By hand because the official package has no
 * AbortSignal, no fetch of one's own and errors without a status (4.41.5). Not tried against the live service.
 */
export function createAssemblyaiTranscriber(service: Service, fetchFn: typeof fetch = fetch): Transcriber {
  const connect = (signal: AbortSignal, own?: string): Connection => ({
    ...{ provider: name, fetchFn, signal },
    apiKey: keyOf(name, service, own),
  });
  const call = async <T>(connection: Connection, shape: z.ZodType<T>, path: string, init: RequestInit = {}) => {
    const headers = { authorization: connection.apiKey, ...init.headers };
    const { body } = await callProvider(connection, `${service.baseUrl}/v2${path}`, { ...init, headers });
    return readJson(name, shape, body);
  };
  const read = (externalId: string, signal: AbortSignal) => call(connect(signal), Answer, pathOf(externalId));
  /** Only the query of the next page's address is taken over, so that the key goes to no other host. */
  const list = async (query: string, signal: AbortSignal) => {
    const { transcripts, page_details } = await call(connect(signal), Page, `/transcript${query}`);
    const older = page_details.prev_url ? new URL(page_details.prev_url, service.baseUrl).search : undefined;
    return { transcripts, older };
  };

  return {
    name,
    model: service.model,
    abilities: assemblyaiAbilities(service.model),
    async submit(audio, options, { signal, apiKey, dispatchId, callback }) {
      const connection = connect(signal, apiKey);
      // What is uploaded keeps the address that the service gave it: nothing says that it may be changed.
      const source = "url" in audio
        ? { url: markUrl(audio.url, dispatchId), clip: audio.clip }
        : { url: (await call(connection, Uploaded, "/upload", sendBytes(audio.bytes))).upload_url };
      const request = requestOf(service.model, source, options, callback);
      const { id } = await call(connection, Accepted, "/transcript", sendJson(request));
      return { externalId: id };
    },
    later: {
      readAnswer: (body) => ({ externalId: readJson(name, Notification, body).transcript_id }),
      fetchResult: async (externalId, signal): Promise<Transcript | undefined> =>
        readTranscript(await read(externalId, signal)),
      async find(dispatchId, signal) {
        let query: string | undefined = `?limit=${pageSize}`;
        for (let page = 0; page < pages && query !== undefined; page++) {
          const { transcripts, older } = await list(query, signal);
          const found = transcripts.find(({ audio_url }) => audio_url && isMarked(audio_url, dispatchId));
          if (found) return found.id;
          query = older;
        }
        return undefined;
      },
      async forget(externalId, signal) {
        try {
          const { status } = await read(externalId, signal);
          if (status === "queued" || status === "processing") return false;
          await call(connect(signal), z.unknown(), pathOf(externalId), { method: "DELETE" });
          return true;
        } catch (error) {
          if (error instanceof ProviderError && error.status === 404) return true;
          throw error;
        }
      },
    },
  };
}

function pathOf(externalId: string): string {
  return `/transcript/${encodeURIComponent(externalId)}`;
}

const Uploaded = z.object({ upload_url: z.url() });
const Accepted = z.object({ id: z.string().min(1) });

function sendBytes(bytes: Uint8Array<ArrayBuffer>): RequestInit {
  return { method: "POST", body: bytes, headers: { "content-type": "application/octet-stream" } };
}

function sendJson(body: unknown): RequestInit {
  return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}
