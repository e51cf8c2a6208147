import assert from "node:assert/strict";
import type { z } from "zod";
import type { Document } from "../../functions/api/documents/schemas.ts";
import type { Prompt } from "../../shared/language/types.ts";
import type { TestApi } from "./api.ts";
import { end, languageOf, modelOf, type Script, type TestModel, text } from "./language.ts";
import type { Person } from "./people.ts";
import { createTestWorker } from "./worker.ts";

export type Document = z.infer<typeof Document>;

/** An answer that is data. */
export const data = (
  value: unknown,
  finish: "stop" | "length" = "stop",
) => [text(JSON.stringify(value)), end({ finish })];

/** The texts that a prompt shows, in order. */
export const shown = ({ sources }: Prompt): string[] =>
  sources.flatMap(({ passages }) => passages.map(({ text }) => text));

/** Gives every passage back as `change` makes it. */
export const rewriteWith = (change: (text: string) => string): Script => (prompt) =>
  data({ segments: shown(prompt).map((text, index) => ({ number: index + 1, text: change(text) })) });

/** A worker whose model answers as the test says; or with several models, each of its own provider. */
export function documentWorker(api: TestApi, script: Script | TestModel, ...others: TestModel[]) {
  const model = typeof script === "function" ? modelOf(script) : script;
  const noSpeech = () => Promise.reject(new Error("Nothing is transcribed here"));
  const deps = { ...api.deps, language: languageOf(model, ...others) };
  return { model, ring: createTestWorker({ ...api, deps }, noSpeech).ring };
}

/** Asks for a document. */
export async function askFor(
  api: TestApi,
  person: Person,
  id: string,
  body: Record<string, unknown>,
): Promise<Document> {
  const response = await api.call(person, "POST", `/transcriptions/${id}/documents`, body);
  const document = await response.json();
  assert.equal(response.status, 202, JSON.stringify(document));
  return document;
}

export async function readDocument(api: TestApi, person: Person, { id }: { id: string }): Promise<Document> {
  return await (await api.call(person, "GET", `/documents/${id}`)).json();
}

/** Asks for a document and has it made. */
export async function make(api: TestApi, person: Person, id: string, body: Record<string, unknown>, script: Script) {
  const asked = await askFor(api, person, id, body);
  const { model, ring } = documentWorker(api, script);
  await ring();
  return { document: await readDocument(api, person, asked), prompts: model.prompts };
}

/** Makes all that waits due, as time would. */
export async function passTime({ database: { sql } }: TestApi): Promise<void> {
  await sql`update private.jobs set due_at = now() where state = 'queued'`;
}
