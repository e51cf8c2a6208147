import { z } from "zod";
import { callProvider, type Connection, readJson } from "../../call_provider.ts";
import { ProviderError } from "../../provider_error.ts";

const UploadedFile = z.object({ uri: z.string(), state: z.string().nullish() });
const Uploaded = z.object({ file: UploadedFile });
const pollMs = 1000;

/**
 * Puts audio into the Files API while `use` runs with its address, and deletes it afterwards, come what may. The name is
 * ours, so that even a file whose upload was cut short is found. Source: "Files API" in the Gemini API's guides, and the
 * upload of @google/genai 3.1.0.
 */
export async function withUploadedFile<T>(
  connection: Connection,
  baseUrl: string,
  { bytes, mimeType }: { bytes: Uint8Array<ArrayBuffer>; mimeType: string },
  use: (fileUri: string) => Promise<T>,
): Promise<T> {
  const name = `files/${crypto.randomUUID()}`;
  const url = `${baseUrl}/v1beta/${name}`;
  const key = { "x-goog-api-key": connection.apiKey };
  try {
    const { headers } = await callProvider(connection, `${baseUrl}/upload/v1beta/files`, {
      method: "POST",
      headers: {
        ...key,
        "content-type": "application/json",
        "x-goog-upload-protocol": "resumable",
        "x-goog-upload-command": "start",
        "x-goog-upload-header-content-length": String(bytes.length),
        "x-goog-upload-header-content-type": mimeType,
      },
      body: JSON.stringify({ file: { name } }),
    });
    const { body } = await callProvider(connection, uploadUrlOf(headers), {
      method: "POST",
      headers: { "x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "0" },
      body: bytes,
    });
    let { file } = readJson("gemini", Uploaded, body);
    while (file.state === "PROCESSING") {
      await waitFor(pollMs, connection.signal);
      file = readJson("gemini", UploadedFile, (await callProvider(connection, url, { headers: key })).body);
    }
    if (file.state === "FAILED") throw new ProviderError("provider_rejected", "gemini could not read this audio");
    return await use(file.uri);
  } finally {
    // The work may have been stopped, which must not stop this. The service deletes what is left after 48 hours.
    await callProvider({ ...connection, signal: AbortSignal.timeout(5000) }, url, { method: "DELETE", headers: key })
      .catch(() => {});
  }
}

function uploadUrlOf(headers: Headers): string {
  const url = headers.get("x-goog-upload-url");
  if (url) return url;
  throw new ProviderError("provider_answer_invalid", "gemini did not say where to upload the audio to");
}

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
