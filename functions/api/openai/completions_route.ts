import type { Hono } from "hono";
import { z } from "zod";
import { answerAsStream, answerProblems, answerWhole } from "../chat/answer_stream.ts";
import { beginCompletion } from "../chat/begin_completion.ts";
import { type Begun, createAnswer } from "../chat/create_answer.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson, valid } from "../input.ts";
import { readOwnKey } from "../own_key.ts";
import { ChatCompletion, createChunks, toChatCompletion } from "./chat_forms.ts";
import { ChatRequest, Ids, readChatRequest } from "./chat_request.ts";
import { OpenaiError } from "./errors.ts";

const IdsHeader = z.object({
  "x-transcription-ids": Ids.optional().describe("The same as `metadata.transcription_ids`, where that cannot be set"),
});

/** `/v1/chat/completions`: /chat/completions as OpenAI's SDKs ask it. */
export function addCompletionsRoute(app: Hono<UserEnv>, deps: ApiDeps): void {
  app.post(
    "/chat/completions",
    document({
      summary: "Ask about transcripts, as OpenAI's SDKs do",
      description:
        "`metadata.transcription_ids` names the transcripts. What would not be heeded is refused, never passed over.",
      tag: "openai",
      success: {
        status: 200,
        description: "The answer, with its citations in the message",
        schema: ChatCompletion,
        contents: { "text/event-stream": z.string() },
      },
      problems: [...answerProblems, "option_not_supported"],
      problemForms: { "application/json": OpenaiError },
      bodies: { "application/json": ChatRequest },
    }),
    valid("header", IdsHeader),
    async (c) => {
      const caller = c.get("caller");
      const key = readOwnKey(c.req);
      const { "x-transcription-ids": ids } = c.req.valid("header");
      const { asked, more, stream, tellsUsage } = readChatRequest(await readJson(c.req, ChatRequest), ids);
      const begun = await beginCompletion(deps, caller, asked, key, more);
      const answer = createAnswer(deps, caller, c.get("log"), begun);
      if (stream) return await answerAsStream(c, answer, createChunks(begun.id, firstModel(deps, begun), tellsUsage));
      const body = await answerWhole(c, answer);
      // Nothing came, as whoever asked has gone.
      return body ? c.json(toChatCompletion(body)) : c.body(null);
    },
  );
}

/** Whom we ask first. */
function firstModel({ config }: ApiDeps, { chosen: { order: [name = ""], model } }: Begun): string {
  const services: Partial<Record<string, { model: string }>> = config.chat.services;
  return `${name}/${model ?? services[name]?.model}`;
}
