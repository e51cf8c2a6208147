import type { SSEMessage } from "hono/streaming";
import { z } from "zod";
import type { StreamForm } from "../chat/answer_stream.ts";
import type { CompletionBody } from "../chat/begin_completion.ts";
import { Completion } from "../chat/schemas.ts";
import { bodyOfFailure, failureOfProblem } from "./errors.ts";

const finishReason = z.enum(["stop", "length", "content_filter"]);
const Usage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  prompt_tokens_details: z.object({ cached_tokens: z.int() }),
});

/** An answer. What we know of it beyond OpenAI's form stands in the message. Source of the form: the openai package, 7.55.0. */
export const ChatCompletion = z.object({
  id: z.uuid().describe("Reads the answer again: GET /chat/messages/{id}"),
  object: z.literal("chat.completion"),
  created: z.int().describe("Seconds of the epoch"),
  model: z.string().describe("`provider/model`"),
  choices: z.array(z.object({
    index: z.literal(0),
    message: z.object({
      role: z.literal("assistant"),
      content: z.string(),
      refusal: z.null(),
      ...Completion.pick({ citations: true, removed_citations: true, supported: true }).shape,
    }),
    logprobs: z.null(),
    finish_reason: finishReason,
  })),
  usage: Usage,
}).meta({ ref: "OpenaiChatCompletion" });

/** An answer in OpenAI's form. */
export function toChatCompletion(body: CompletionBody): z.infer<typeof ChatCompletion> {
  const message = { role: "assistant" as const, content: body.message, refusal: null, ...ownOf(body) };
  return {
    ...{ id: body.message_id, object: "chat.completion", created: nowInSeconds(), model: modelOf(body) },
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(body) }],
    usage: usageOf(body),
  };
}

/**
 * An answer as OpenAI streams one: chunks of its text, and a last one with what we know beyond that, which SDKs that join
 * chunks add to the message. `model` is whom we ask first: the last chunk says who has answered.
 */
export function createChunks(id: string, model: string, tellsUsage: boolean): StreamForm<CompletionBody | undefined> {
  const common = { id, object: "chat.completion.chunk", created: nowInSeconds() };
  let opening: { role?: "assistant" } = { role: "assistant" };
  const chunk = (name: string, delta: object, finish_reason: string | null = null): SSEMessage => {
    const choice = { index: 0, delta: { ...opening, ...delta }, logprobs: null, finish_reason };
    opening = {};
    return { data: JSON.stringify({ ...common, model: name, choices: [choice], ...(tellsUsage && { usage: null }) }) };
  };
  return {
    text: (content) => [chunk(model, { content })],
    citation: () => [],
    done(body) {
      // Nothing came, as whoever asked has gone.
      if (!body) return [];
      const all = { ...common, model: modelOf(body), choices: [], usage: usageOf(body) };
      return [
        chunk(modelOf(body), ownOf(body), finishOf(body)),
        ...(tellsUsage ? [{ data: JSON.stringify(all) }] : []),
        { data: "[DONE]" },
      ];
    },
    problem: (problem) => [{ event: "error", data: JSON.stringify(bodyOfFailure(failureOfProblem(problem))) }],
  };
}

function ownOf({ citations, removed_citations, supported }: CompletionBody) {
  return { citations, removed_citations, supported };
}

function modelOf({ provider, model }: CompletionBody): string {
  return `${provider}/${model}`;
}

function finishOf({ finish_reason }: CompletionBody): z.infer<typeof finishReason> {
  return finish_reason === "refused" ? "content_filter" : finish_reason ?? "stop";
}

function usageOf({ usage, tokens_used }: CompletionBody): z.infer<typeof Usage> {
  return {
    prompt_tokens: usage.input_tokens,
    completion_tokens: usage.output_tokens,
    total_tokens: tokens_used,
    prompt_tokens_details: { cached_tokens: usage.cached_tokens },
  };
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
