import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from "openai";
import { type Connection, createModel } from "../create_model.ts";
import { createMarkerReader } from "../read_markers.ts";
import type { ServiceError } from "../service_error.ts";
import type { LanguageModel, LanguageService, Part, Prompt } from "../types.ts";
import type { Patience } from "../watch_fetch.ts";
import { createChatWire } from "./chat.ts";
import { streamResponse } from "./responses.ts";

/** A model of OpenAI, or of a server that speaks one of its two wire formats; it cites by markers in its text. */
export function createOpenaiModel(
  service: LanguageService,
  fetchFn: typeof fetch = fetch,
  patience?: Patience,
): LanguageModel {
  const stream = service.wire === "responses" ? streamResponse : createChatWire();
  const wire = {
    name: "openai",
    readError,
    ask(prompt: Prompt, { apiKey, fetch, signal }: Connection) {
      // The package would write what it cannot read to the console, and so parts of an answer.
      const client = new OpenAI({ apiKey, baseURL: service.baseUrl, fetch, maxRetries: 0, logLevel: "off" });
      const parts = stream(client, service.model, prompt, signal);
      return prompt.cites ? withCitations(parts, prompt) : parts;
    },
  };
  return createModel(wire, service, fetchFn, patience);
}

/** Turns the markers in the text into citations. */
async function* withCitations(parts: AsyncIterable<Part>, { sources }: Prompt): AsyncGenerator<Part, void> {
  const reader = createMarkerReader(sources);
  for await (const part of parts) {
    if (part.type === "text") yield* reader.read(part.text);
    else {
      yield* reader.end();
      yield part;
    }
  }
}

function readError(error: unknown): ServiceError | undefined {
  const isOurs = error instanceof APIConnectionError || error instanceof APIUserAbortError;
  if (!(error instanceof APIError) || isOurs) return undefined;
  return {
    status: error.status,
    // The package puts the status before what the service said.
    said: error.message.replace(/^\d{3} /, ""),
    codes: [error.code, error.type].filter(Boolean).join(" "),
    retryAfter: error.headers?.get("retry-after") ?? null,
  };
}
