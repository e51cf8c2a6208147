import { Hono } from "hono";
import { readOwnKey } from "../own_key.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson, valid } from "../input.ts";
import { createUserApp } from "../user_app.ts";
import { answerAsStream, answerForms, answerProblems, answerWhole, wantsStream } from "./answer_stream.ts";
import { beginCompletion, queueCompletion } from "./begin_completion.ts";
import { createAnswer } from "./create_answer.ts";
import { addMessageRoutes } from "./message_routes.ts";
import { readMessage } from "./read_session.ts";
import { AnswerId, Completion, CompletionQuery, Message, NewCompletion, QueuedAnswer } from "./schemas.ts";
import { addSessionRoutes } from "./session_routes.ts";

const tag = "chat";

/** `/chat`: questions about transcripts. */
export function createChat(deps: ApiDeps): Hono<UserEnv> {
  const app = createUserApp(deps, "chat");

  app.post(
    "/completions",
    document({
      summary: "Ask one question about one or many transcripts",
      description:
        "Every citation is checked against the words that were said. With `stream`, or `Accept: text/event-stream`, the answer " +
        "comes as events; with `async=true` it is made later.",
      tag,
      success: { status: 200, description: "The answer", schema: Completion, contents: answerForms },
      other: { status: 202, description: "The answer is being made", schema: QueuedAnswer },
      problems: [...answerProblems, "option_not_supported"],
      takesOwnKey: true,
      bodies: { "application/json": NewCompletion },
    }),
    valid("query", CompletionQuery),
    async (c) => {
      const caller = c.get("caller");
      const key = readOwnKey(c.req);
      const asked = await readJson(c.req, NewCompletion);
      if (c.req.valid("query").async) return c.json(await queueCompletion(deps, caller, asked, key), 202);
      const begun = await beginCompletion(deps, caller, asked, key);
      const answer = createAnswer(deps, caller, c.get("log"), begun);
      if (wantsStream(c, asked.stream)) return await answerAsStream(c, answer);
      return c.json(await answerWhole(c, answer));
    },
  );

  app.get(
    "/messages/:id",
    document({
      summary: "Read a message: an answer that was made later, or any other",
      tag,
      success: { status: 200, description: "The message", schema: Message },
      problems: ["message_not_found"],
    }),
    valid("param", AnswerId),
    async (c) => c.json(await deps.db.asUser(c.get("caller"), (tx) => readMessage(tx, c.req.valid("param").id))),
  );

  addSessionRoutes(app, deps);
  addMessageRoutes(app, deps);
  return app;
}
