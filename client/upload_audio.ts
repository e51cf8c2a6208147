import type { Entry } from "./api.ts";
import type { Client } from "./create_client.ts";
import { StenobaseError } from "./stenobase_error.ts";
import { unwrap } from "./unwrap.ts";

/** What is said of a file beside its content. */
export type UploadOptions = {
  /** Its name, where the file has none of its own. */
  filename?: string;
  title?: string;
  /** ISO 639-1. */
  language?: string;
  tags?: string[];
  /** How long it is kept: seconds, or like `30m`, `12h`, `7d`. */
  expires_in?: string | number;
  /** In place of the global `fetch`, for the file itself. */
  fetch?: typeof fetch;
  signal?: AbortSignal;
};

/**
 * Brings an audio file: announces it, sends it straight to Storage, past the functions, and has it checked. Gives the entry,
 * which is ready. Throws a `StenobaseError`. Files that have to be resumed go by TUS to `upload.resumable_url` instead.
 */
export async function uploadAudio(
  client: Client,
  file: Blob & { name?: string },
  { filename = file.name ?? "audio", fetch: send = fetch, signal, ...said }: UploadOptions = {},
): Promise<Entry> {
  const { id, upload } = await unwrap(
    client.entries.$post({ json: { kind: "audio", filename, byte_size: file.size, ...said } }),
  );
  const response = await send(upload!.url, {
    method: "PUT",
    body: file,
    headers: { "content-type": file.type || "application/octet-stream" },
    ...(signal && { signal }),
  });
  if (!response.ok) throw new StenobaseError(response.status, { detail: "Storage did not take the file: try again" });
  await response.body?.cancel();
  return await unwrap(client.entries[":id"].complete.$post({ param: { id } }));
}
