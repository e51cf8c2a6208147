import { bodyLimit } from "hono/body-limit";
import { OpenAiError } from "../openai/error.ts";
import { createOpenAiServer } from "../openai/server.ts";
import { modelName, readChatRequest } from "./chat_request.ts";
import { readPrompt } from "./read_prompt.ts";
import { doTask } from "./tasks.ts";
import { cutTokens, streamCompletion, toCompletion } from "./write_completion.ts";

/** Many times what a model's context holds. */
const bodyBytes = 16 * 1024 * 1024;

/**
 * Serves OpenAI's chat completions (`/v1/chat/completions`, `/v1/models`) without a model: answers are sentences of the
 * sources, each with its marker. It follows no instruction but the prompt's `Task:` line.
 */
export function createAnswerServer({ apiKey }: { apiKey: string }): { fetch(request: Request): Promise<Response> } {
  const app = createOpenAiServer({ apiKey, models: [modelName], failure: "The answerer failed." });

  app.post(
    "/v1/chat/completions",
    bodyLimit({ maxSize: bodyBytes, onError: () => new OpenAiError(413, "The request is too large.").toResponse() }),
    async (c) => {
      const { messages, schema, stream, includeUsage, maxTokens } = await readChatRequest(c.req.raw);
      const tokens = cutTokens(doTask(readPrompt({ messages, schema })));
      const answer = {
        pieces: tokens.slice(0, maxTokens),
        finish: tokens.length > maxTokens ? "length" as const : "stop" as const,
        promptTokens: messages.reduce((sum, { content }) => sum + cutTokens(content).length, 0),
      };
      if (!stream) return c.json(toCompletion(answer));
      return c.body(streamCompletion(answer, includeUsage), 200, { "content-type": "text/event-stream" });
    },
  );

  return { fetch: async (request) => await app.fetch(request) };
}
