import { z } from "zod";
import { languageProviderNames } from "../../../shared/config/chat.ts";
import { AppError } from "../../../shared/errors.ts";
import { mostSources, type NewCompletion } from "../chat/schemas.ts";
import { check, Text } from "../input.ts";
import { Messages, readMessages } from "./chat_messages.ts";
import { readModel } from "./models.ts";

const outputTokens = z.int().min(1).max(32_000).nullish();
const name = z.string().nullish().describe("Means nothing here: the token says who asks");

/** What may be there only as it is anyway: what is allowed, and why nothing else is. */
const fixed: Record<string, [allowed: unknown[], because: string]> = {
  n: [[1], "a question has one answer"],
  temperature: [[1], "each model has its own"],
  top_p: [[1], "each model has its own"],
  frequency_penalty: [[0], "each model has its own"],
  presence_penalty: [[0], "each model has its own"],
  response_format: [[{ type: "text" }], "answers are text"],
  modalities: [[["text"]], "answers are text"],
  logprobs: [[false], "nothing is known of log probabilities"],
  top_logprobs: [[0], "nothing is known of log probabilities"],
  tools: [[[]], "answers come from the transcripts alone"],
  tool_choice: [["none"], "answers come from the transcripts alone"],
  functions: [[[]], "answers come from the transcripts alone"],
  function_call: [["none"], "answers come from the transcripts alone"],
  service_tier: [["auto", "default"], "there is one"],
  store: [[], "answers are kept for a time, see GET /chat/messages/{id}"],
  ...Object.fromEntries(
    [
      ...["audio", "logit_bias", "moderation", "parallel_tool_calls", "prediction", "prompt_cache_options"],
      ...["prompt_cache_retention", "reasoning_effort", "seed", "stop", "verbosity", "web_search_options"],
    ].map((field) => [field, [[], "it is not heeded here"]]),
  ),
};

/** Ids as text, as OpenAI's metadata can hold nothing else: with commas between them, or as a list in JSON. */
export const Ids = z.string().transform((text, context) => {
  if (!text.trim().startsWith("[")) return text.split(",").map((id) => id.trim()).filter((id) => id !== "");
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "Must be ids with commas between them, or a list of ids in JSON" });
    return z.NEVER;
  }
}).pipe(z.array(z.uuid()).max(mostSources).transform((ids) => [...new Set(ids)]));

/** Source of the fields: `ChatCompletionCreateParams` of the openai package, 7.55.0. */
export const ChatRequest = z.strictObject({
  model: Text.trim().max(200).default("").describe(
    "One of ours by its provider's name or `provider/model`; any other name means whoever is asked first here",
  ),
  messages: Messages.describe("The last one is the question; what a system says is added to our own instructions"),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({
    include_usage: z.boolean().nullish(),
    include_obfuscation: z.literal(false).nullish(),
  }).nullish(),
  max_completion_tokens: outputTokens.describe("The most that may be answered: 2000 where absent"),
  max_tokens: outputTokens.describe("The same, by its older name"),
  metadata: z.strictObject({
    transcription_ids: Ids.optional().describe("What is asked about: ids with commas between them, or a list in JSON"),
  }).nullish(),
  user: name,
  safety_identifier: name,
  prompt_cache_key: name,
  ...Object.fromEntries(
    Object.entries(fixed).map(([field, [allowed]]) => {
      const only = allowed.map((value) => JSON.stringify(value)).join(" or ");
      return [field, z.unknown().optional().describe(only === "" ? "Not supported" : `Only ${only}`)];
    }),
  ),
}).meta({ ref: "OpenaiChatRequest" });

/** A question as /chat/completions takes it, with what was said before it, and how the answer is to be told. */
export type AskedChat = {
  asked: z.output<typeof NewCompletion>;
  more: { turns: ReturnType<typeof readMessages>["turns"]; wishes: string };
  stream: boolean;
  tellsUsage: boolean;
};

/**
 * Reads what is asked; `ids` are those of the header. Throws `invalid_request`, and `option_not_supported` for what nobody here
 * would heed.
 */
export function readChatRequest(body: z.output<typeof ChatRequest>, ids: string[] = []): AskedChat {
  refuseUnheeded(body);
  const { model, stream, stream_options, max_tokens, max_completion_tokens, metadata, messages } = body;
  const named = [...metadata?.transcription_ids ?? [], ...ids];
  if (named.length === 0) throw nothingNamed();
  const { message, ...more } = readMessages(messages);
  const asked = {
    ...{ message, ...readModel(languageProviderNames, model) },
    transcription_ids: check(z.array(z.uuid()).max(mostSources), [...new Set(named)]),
    max_tokens: max_completion_tokens ?? max_tokens ?? undefined,
  };
  return { asked, more, stream: stream ?? false, tellsUsage: stream_options?.include_usage ?? false };
}

function refuseUnheeded(body: Record<string, unknown>): void {
  const wrong = Object.entries(fixed).flatMap(([path, [allowed, because]]) => {
    const value = body[path];
    const isAsItIs = value == null || allowed.some((one) => JSON.stringify(one) === JSON.stringify(value));
    const only = allowed.map((one) => `${JSON.stringify(one)} or `).join("");
    return isAsItIs ? [] : [{ path, message: `Must be ${only}absent: ${because}` }];
  });
  if (wrong.length === 0) return;
  const named = wrong.map(({ path, message }) => `${path}: ${message}`).join("; ");
  throw new AppError("option_not_supported", `Correct the request: ${named}`, { fields: wrong });
}

function nothingNamed(): AppError {
  const message = "Say which transcripts to ask: their ids in 'metadata.transcription_ids' or 'X-Transcription-Ids'";
  return new AppError("invalid_request", message, { fields: [{ path: "metadata.transcription_ids", message }] });
}
