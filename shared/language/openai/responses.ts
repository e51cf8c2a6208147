import OpenAI, { APIError } from "openai";
import type { Finish, Part, Prompt } from "../types.ts";
import { writeMessages, writeSchema } from "./messages.ts";

/** Asks OpenAI's Responses API, which keeps nothing of it. Source of the events: the types of the openai package, 7.55.0. */
export async function* streamResponse(
  client: OpenAI,
  model: string,
  prompt: Prompt,
  signal: AbortSignal,
): AsyncGenerator<Part, void> {
  const { system, turns } = writeMessages(prompt);
  const events = await client.responses.create({
    model,
    instructions: system,
    input: turns,
    max_output_tokens: prompt.outputTokens,
    store: false,
    stream: true,
    ...(prompt.schema && { text: { format: { type: "json_schema", ...writeSchema(prompt.schema) } } }),
  }, { signal });
  let refused = false;
  for await (const event of events) {
    switch (event?.type) {
      case "response.output_text.delta":
        if (event.delta) yield { type: "text", text: event.delta };
        break;
      case "response.refusal.delta":
        refused = true;
        if (event.delta) yield { type: "text", text: event.delta };
        break;
      // A refusal without a word.
      case "response.refusal.done":
        refused = true;
        break;
      case "response.completed":
      case "response.incomplete":
        yield endOf(event.response, refused);
        return;
      case "response.failed":
        throw new APIError(undefined, event.response.error ?? {}, "it did not say why", undefined);
    }
  }
}

function endOf({ incomplete_details, usage, model }: OpenAI.Responses.Response, refused: boolean): Part {
  return {
    type: "end",
    finish: finishOf(incomplete_details?.reason, refused),
    usage: {
      inputTokens: usage?.input_tokens ?? 0,
      outputTokens: usage?.output_tokens ?? 0,
      cachedTokens: usage?.input_tokens_details?.cached_tokens ?? 0,
    },
    model,
  };
}

function finishOf(reason: string | undefined, refused: boolean): Finish {
  if (refused || reason === "content_filter") return "refused";
  return reason === undefined ? "stop" : "length";
}
