import assert from "node:assert/strict";
import type postgres from "postgres";
import type { z } from "zod";
import type { CreatedEntry, Upload } from "../../functions/api/entries/schemas.ts";
import type { TestApi } from "./api.ts";
import { readAudio } from "./audio.ts";
import type { Person } from "./people.ts";

export type CreatedEntry = z.infer<typeof CreatedEntry>;

/** A form with one file of this content, and fields beside it. */
export function formWith(bytes: Uint8Array<ArrayBuffer>, name: string, type = "", fields: Record<string, string> = {}) {
  const form = new FormData();
  form.set("file", new File([bytes], name, { type }));
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  return form;
}

/** Announces a file, so that its entry waits for it. */
export async function announce(
  api: TestApi,
  person: Person,
  file: { filename: string; byte_size: number; mime_type?: string; sha256?: string },
): Promise<CreatedEntry & { upload: z.infer<typeof Upload> }> {
  const response = await api.call(person, "POST", "/entries", { kind: "audio", ...file });
  assert.equal(response.status, 201);
  return await response.json();
}

/** Puts bytes where a signed upload URL leads. */
export async function put(api: TestApi, url: string, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const headers = { "content-type": "application/octet-stream" };
  const response = await api.outside.fetch(new Request(url, { method: "PUT", headers, body: bytes }));
  await response.body?.cancel();
  return response.status;
}

/** Brings a text. */
export async function addText(
  api: TestApi,
  person: Person,
  text: string,
  fields: Record<string, unknown> = {},
): Promise<CreatedEntry & { transcription_id: string }> {
  const response = await api.call(person, "POST", "/entries", { kind: "text", text, ...fields });
  assert.equal(response.status, 201);
  return await response.json();
}

/** Brings one of the audio fixtures as a form. */
export async function addFixture(api: TestApi, person: Person, name = "cbr.mp3"): Promise<CreatedEntry> {
  const response = await api.call(person, "POST", "/entries", formWith(await readAudio(name), name));
  assert.equal(response.status, 201);
  return await response.json();
}

/** The paths of all objects in the bucket of audio. */
export async function listObjects(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`select name from storage.objects where bucket_id = 'audio' order by name`;
  return rows.map(({ name }) => name);
}

/** Changes one of the limits that an operator sets. */
export async function setLimit(sql: postgres.Sql, key: "max_upload_bytes" | "max_audio_seconds", value: number) {
  await sql`update public.settings set value = ${sql.json(value)} where key = ${key}`;
}
