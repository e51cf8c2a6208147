import { bodyLimit } from "hono/body-limit";
import { createOpenAiServer } from "../openai/server.ts";
import { decodeAudio } from "./decode_audio.ts";
import { contentTypeOf, renderTranscription } from "./render_transcription.ts";
import { fileLimit, listModels, readTranscriptionRequest, tooLarge } from "./transcription_request.ts";
import type { SpeechEngine } from "./types.ts";

// Room for the form's other fields and its boundaries beside the largest file.
const bodyBytes = fileLimit + 64 * 1024;

/** Serves OpenAI's audio API (`/v1/audio/transcriptions`, `/v1/models`) from a local engine. */
export function createSpeechServer(
  { apiKey, engine }: { apiKey: string; engine: SpeechEngine },
): { fetch(request: Request): Promise<Response> } {
  const app = createOpenAiServer({ apiKey, models: listModels(engine), failure: "The speech server failed." });

  app.post(
    "/v1/audio/transcriptions",
    bodyLimit({ maxSize: bodyBytes, onError: () => tooLarge().toResponse() }),
    async (c) => {
      const { file, language, ...answer } = await readTranscriptionRequest(c.req.raw, engine);
      const audio = await decodeAudio(await file.bytes());
      const body = streamText(async (signal) => {
        const result = await engine.transcribe(audio, { signal, ...(language && { language }) });
        return renderTranscription(result, answer);
      });
      return c.body(body, 200, { "content-type": contentTypeOf(answer.format) });
    },
  );

  return { fetch: async (request) => await app.fetch(request) };
}

/**
 * Begins the response before the text is there: once a large body has been read, Deno 2.9 notices that the caller has
 * left only through a response that is under way. Leaving aborts `work`; when `work` fails, the response breaks off.
 */
function streamText(work: (signal: AbortSignal) => Promise<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const left = new AbortController();
  return new ReadableStream({
    async pull(controller) {
      controller.enqueue(new TextEncoder().encode(await work(left.signal)));
      controller.close();
    },
    cancel: () => left.abort(),
  });
}
