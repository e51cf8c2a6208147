import { z } from "zod";
import { OpenAiError } from "../openai/error.ts";

/** What a caller may pass as `model`. */
export const modelName = "stenobase-extractive";

/** The fields of `POST /v1/chat/completions` that change the answer. */
export type ChatRequest = {
  messages: { role: string; content: string }[];
  schema: Record<string, unknown> | undefined;
  stream: boolean;
  includeUsage: boolean;
  maxTokens: number;
};

const textParts = z.array(z.object({ type: z.literal("text"), text: z.string() })).transform((parts) =>
  parts.map(({ text }) => text).join("\n")
);

const ChatBody = z.object({
  model: z.string({ error: "A field 'model' is required." }),
  messages: z.array(
    z.object({
      role: z.enum(["system", "developer", "user", "assistant"]),
      content: z.union([z.string(), textParts], { error: "A message needs text: a string, or parts of type 'text'." }),
    }),
    { error: "A list 'messages' is required." },
  ).min(1, "A list 'messages' is required."),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  response_format: z.object({
    type: z.enum(["text", "json_object", "json_schema"]),
    json_schema: z.object({ schema: z.record(z.string(), z.unknown()) }).nullish(),
  }).nullish(),
});

/** Reads and checks the body. Throws `OpenAiError` 400, or 404 for another model. */
export async function readChatRequest(request: Request): Promise<ChatRequest> {
  const body = await request.json().catch(() => {
    throw new OpenAiError(400, "The body is not JSON.");
  });
  const parsed = ChatBody.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new OpenAiError(400, issue?.message ?? "The request is not valid.", {
      param: issue?.path.join(".") ?? "",
      code: "invalid_value",
    });
  }
  const { model, messages, stream, response_format: format, ...rest } = parsed.data;
  if (model !== modelName) {
    throw new OpenAiError(404, `The model '${model}' does not exist. Use '${modelName}'.`, {
      param: "model",
      code: "model_not_found",
    });
  }
  return {
    messages,
    schema: format?.json_schema?.schema,
    stream: stream ?? false,
    includeUsage: rest.stream_options?.include_usage ?? false,
    maxTokens: rest.max_completion_tokens ?? rest.max_tokens ?? Infinity,
  };
}
