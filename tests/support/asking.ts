import assert from "node:assert/strict";
import type { LanguageProviderName } from "../../shared/config/chat.ts";
import { languageProviders } from "../../shared/language/registry.ts";
import type { LanguageModel, LanguageService, Part, Prompt, Source } from "../../shared/language/types.ts";
import { ProviderError } from "../../shared/provider_error.ts";

export const chatKey = "a-chat-key-of-no-known-form";

/** Two short transcripts: the passages have the numbers 1 to 3, and 4 and 5. */
export const someSources: Source[] = [
  {
    transcriptionId: "11111111-1111-4111-8111-111111111111",
    title: "Budget",
    passages: [
      { position: 0, startMs: 3000, endMs: 6000, speaker: "Ann", text: "We approve the budget." },
      { position: 1, startMs: 61_500, endMs: 65_000, speaker: "Ben", text: "It is ten thousand euros." },
      { position: 2, startMs: null, endMs: null, speaker: null, text: "Thank you." },
    ],
  },
  {
    transcriptionId: "22222222-2222-4222-8222-222222222222",
    title: "Roof",
    passages: [
      { position: 0, startMs: 0, endMs: 2000, speaker: null, text: "The roof leaks." },
      { position: 1, startMs: 3_723_000, endMs: 3_725_000, speaker: "Zoë", text: "Repairs begin on Monday." },
    ],
  },
];

/** A question about `someSources`. */
export function promptWith(changes: Partial<Prompt> = {}): Prompt {
  return {
    instructions: "Task: answer\nAnswer from the sources.",
    sources: someSources,
    turns: [{ role: "user", content: "What was approved?" }],
    outputTokens: 500,
    cites: true,
    ...changes,
  };
}

/** The adapter of a provider for a server. */
export async function modelOf(
  provider: LanguageProviderName,
  { baseUrl }: { baseUrl: string },
  changes: Partial<LanguageService> = {},
): Promise<LanguageModel> {
  const service = {
    apiKey: chatKey,
    baseUrl,
    model: "a-model",
    contextTokens: 100_000,
    wire: "chat" as const,
    ...changes,
  };
  return await languageProviders[provider](service, fetch);
}

export type Answer = { text: string; citations: Extract<Part, { type: "citation" }>[]; end: Part | undefined };

/** Reads an answer to its end, or to its error, before which `answer` holds what came. */
export async function readParts(parts: AsyncIterable<Part>, answer: Answer = emptyAnswer()): Promise<Answer> {
  for await (const part of parts) {
    assert.equal(answer.end, undefined, "Something came after the end");
    if (part.type === "text") answer.text += part.text;
    else if (part.type === "citation") answer.citations.push(part);
    else answer.end = part;
  }
  return answer;
}

export function emptyAnswer(): Answer {
  return { text: "", citations: [], end: undefined };
}

/** A call that nobody stops. */
export function askWith<T extends object>(changes?: T) {
  return { signal: new AbortController().signal, ...changes };
}

/** The error that an answer ends with. Fails where it is none of a provider. */
export async function chatFailureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(() => undefined, (cause) => cause);
  assert(error instanceof ProviderError, `It ended with ${error}`);
  return error;
}
