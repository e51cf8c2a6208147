import OpenAI, { APIError } from "openai";
import { countPrompt, countTokens } from "../count_tokens.ts";
import { isTooLong } from "../service_error.ts";
import type { Finish, Part, Prompt, Usage } from "../types.ts";
import { writeMessages, writeSchema } from "./messages.ts";

/** What a server takes: not all hold answers to a schema, and OpenAI's own newer models have another name for the limit. */
type Form = { limit: "max_tokens" | "max_completion_tokens"; json: (typeof jsonForms)[number] };
const jsonForms = ["json_schema", "json_object", "none"] as const;

type Stream = (client: OpenAI, model: string, prompt: Prompt, signal: AbortSignal) => AsyncGenerator<Part, void>;

/**
 * Asks by chat completions, which OpenAI's format is on all other hosts. A form that is refused is asked for in a lesser one, and
 * the one that is taken is kept for the next time.
 */
export function createChatWire(): Stream {
  let known: Form = { limit: "max_tokens", json: "json_schema" };

  async function open(client: OpenAI, model: string, prompt: Prompt, signal: AbortSignal) {
    for (let form = known;;) {
      try {
        const chunks = await client.chat.completions.create(bodyOf(model, prompt, form), { signal });
        known = form;
        return { chunks, form };
      } catch (error) {
        const lesser = lessen(form, prompt, error);
        if (!lesser) throw error;
        form = lesser;
      }
    }
  }

  return async function* (client, model, prompt, signal) {
    const { chunks, form } = await open(client, model, prompt, signal);
    // Without a format that is held to, models put JSON into a code fence, which can be seen only at the end.
    const isWhole = prompt.schema !== undefined && form.json === "none";
    const answer = readChunks(chunks, prompt, model);
    yield* isWhole ? withoutFence(answer) : answer;
  };
}

async function* readChunks(
  chunks: AsyncIterable<OpenAI.Chat.ChatCompletionChunk>,
  prompt: Prompt,
  asked: string,
): AsyncGenerator<Part, void> {
  let text = "";
  let reason: string | undefined;
  let refused = false;
  let usage: OpenAI.CompletionUsage | undefined;
  let model = asked;
  try {
    for await (const chunk of chunks) {
      const choice = chunk?.choices?.[0];
      const { content, refusal } = choice?.delta ?? {};
      refused ||= Boolean(refusal);
      const said = content || refusal;
      if (said) {
        text += said;
        yield { type: "text", text: said };
      }
      reason = choice?.finish_reason ?? reason;
      usage = chunk?.usage ?? usage;
      model = chunk?.model || model;
    }
  } catch (error) {
    // The answer is there: all that may be lost is its price.
    if (reason === undefined) throw error;
  }
  // DeepSeek and OpenRouter tell so that they gave up.
  if (reason === undefined || reason === "insufficient_system_resource" || reason === "error") return;
  yield { type: "end", finish: finishOf(reason, refused), usage: readUsage(usage, prompt, text), model };
}

/** Hosts that do not tell their usage are counted by us: what is metered may not depend on it. */
function readUsage(usage: OpenAI.CompletionUsage | undefined, prompt: Prompt, text: string): Usage {
  return {
    inputTokens: usage?.prompt_tokens ?? countPrompt(prompt),
    outputTokens: usage?.completion_tokens ?? countTokens(text),
    cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
  };
}

function finishOf(reason: string, refused: boolean): Finish {
  if (refused || reason === "content_filter") return "refused";
  return reason === "length" ? "length" : "stop";
}

function bodyOf(
  model: string,
  prompt: Prompt,
  { limit, json }: Form,
): OpenAI.Chat.ChatCompletionCreateParamsStreaming {
  const { system, turns } = writeMessages(prompt);
  const { schema } = prompt;
  // A server that does not hold to the schema has to read it; `json_object` also wants the word JSON in a message.
  const told = schema && json !== "json_schema"
    ? `${system}\n\nAnswer with one JSON object and nothing else. Its JSON Schema is: ${JSON.stringify(schema)}`
    : system;
  return {
    model,
    messages: [{ role: "system", content: told }, ...turns],
    [limit]: prompt.outputTokens,
    stream: true,
    stream_options: { include_usage: true },
    ...(schema && json === "json_schema" && {
      response_format: { type: "json_schema", json_schema: writeSchema(schema) },
    }),
    ...(schema && json === "json_object" && { response_format: { type: "json_object" } }),
  };
}

/** What to ask for where `form` was refused; undefined where less would not help. */
function lessen(form: Form, { schema }: Prompt, error: unknown): Form | undefined {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return undefined;
  const { status, message: said } = error;
  if (isTooLong({ status, said, codes: error.code ?? "" })) return undefined;
  if (form.limit === "max_tokens" && said.includes("max_completion_tokens")) {
    return { ...form, limit: "max_completion_tokens" };
  }
  const json = jsonForms[jsonForms.indexOf(form.json) + 1];
  return schema && json ? { ...form, json } : undefined;
}

async function* withoutFence(parts: AsyncIterable<Part>): AsyncGenerator<Part, void> {
  let text = "";
  for await (const part of parts) {
    if (part.type === "text") text += part.text;
    else {
      const json = text.trim().replace(/^```\w*\s*|\s*```$/g, "");
      if (json) yield { type: "text", text: json };
      yield part;
    }
  }
}
