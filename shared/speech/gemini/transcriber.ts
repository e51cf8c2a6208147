import { Buffer } from "node:buffer";
import { bytesOf } from "../audio_bytes.ts";
import { callProvider, type Connection, keyOf, readJson } from "../../call_provider.ts";
import type { Service, Transcriber } from "../types.ts";
import { geminiAbilities } from "./abilities.ts";
import { Answer, readAnswer } from "./answer.ts";
import { withUploadedFile } from "./files.ts";
import { demandTranscriptionModel, mimeTypeOf, requestOf, type Source } from "./request.ts";

const name = "gemini";
/** A request may have 20 MB, and base64 makes four bytes of three. Source: "File input methods" in the API's guides. */
const maxInlineBytes = 14_000_000;

/**
 * Gemini's transcription models by generateContent. By hand because the official package is 1.2 MB of which this is one
 * call. Not tried against the live service.
 */
export function createGeminiTranscriber(service: Service, fetchFn: typeof fetch = fetch): Transcriber {
  return {
    name,
    model: service.model,
    abilities: geminiAbilities(service.model),
    async submit(audio, options, { signal, apiKey: own }) {
      demandTranscriptionModel(service.model);
      const connection: Connection = { provider: name, fetchFn, signal, apiKey: keyOf(name, service, own) };
      const bytes = bytesOf(audio);
      const mimeType = mimeTypeOf(audio);
      const transcribe = async (source: Source) => {
        const { body } = await callProvider(
          connection,
          `${service.baseUrl}/v1beta/models/${encodeURIComponent(service.model)}:generateContent`,
          {
            method: "POST",
            headers: { "x-goog-api-key": connection.apiKey, "content-type": "application/json" },
            body: JSON.stringify(requestOf(source, options)),
          },
        );
        return { transcript: readAnswer(readJson(name, Answer, body)) };
      };
      if (bytes.length <= maxInlineBytes) {
        const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
        return await transcribe({ inlineData: { data, mimeType } });
      }
      return await withUploadedFile(
        connection,
        service.baseUrl,
        { bytes, mimeType },
        (fileUri) => transcribe({ fileData: { fileUri, mimeType } }),
      );
    },
  };
}
