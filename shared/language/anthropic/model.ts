import Anthropic, { APIConnectionError, APIError, APIUserAbortError } from "@anthropic-ai/sdk";
import { type Connection, createModel } from "../create_model.ts";
import type { ServiceError } from "../service_error.ts";
import type { LanguageModel, LanguageService, Part, Prompt } from "../types.ts";
import type { Patience } from "../watch_fetch.ts";
import { readAnswer } from "./answer.ts";
import { writeRequest } from "./request.ts";

const officialHost = "https://api.anthropic.com";

/** A model of Anthropic, which cites by itself: sources are documents with one block for each passage. */
export function createAnthropicModel(
  service: LanguageService,
  fetchFn: typeof fetch = fetch,
  patience?: Patience,
): LanguageModel {
  const { model, baseUrl: baseURL } = service;
  async function* ask(prompt: Prompt, { apiKey, fetch, signal }: Connection): AsyncGenerator<Part, void> {
    // The package sends the key as a bearer token, which hosts that are merely compatible may not know.
    const defaultHeaders = baseURL === officialHost ? {} : { "x-api-key": apiKey };
    // It would write what it cannot read to the console, and so parts of an answer, and trace what is asked.
    const options = { maxRetries: 0, logLevel: "off", openTelemetry: false, webhookKey: null } as const;
    const client = new Anthropic({ apiKey, baseURL, fetch, defaultHeaders, ...options });
    const { body, passages } = writeRequest(model, prompt);
    yield* readAnswer(await client.messages.create(body, { signal }), passages, model);
  }
  return createModel({ name: "anthropic", ask, readError }, service, fetchFn, patience);
}

function readError(error: unknown): ServiceError | undefined {
  const isOurs = error instanceof APIConnectionError || error instanceof APIUserAbortError;
  if (!(error instanceof APIError) || isOurs) return undefined;
  return {
    status: error.status,
    // Without a sentence from the service, the package has put one together that begins with the status.
    said: error.apiMessage ?? error.message.replace(/^\d{3} /, ""),
    codes: [error.errorCode, error.type].filter(Boolean).join(" "),
    retryAfter: error.headers?.get("retry-after") ?? null,
  };
}
