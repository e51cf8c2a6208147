import type { Hono } from "hono";
import type { ProblemCode } from "../../../shared/errors.ts";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson, valid } from "../input.ts";
import { readOwnKey } from "../own_key.ts";
import { pageOf, toPage } from "../page.ts";
import { answerAsStream, answerForms, answerProblems, answerWhole, wantsStream } from "./answer_stream.ts";
import { beginAgain } from "./begin_again.ts";
import { beginTurn } from "./begin_turn.ts";
import { createAnswer } from "./create_answer.ts";
import { listMessages, messageCursor } from "./list_messages.ts";
import { readSession } from "./read_session.ts";
import { Message, MessageId, MessagesQuery, NewMessage, Regeneration, SessionId } from "./schemas.ts";
import { stopAnswer } from "./stop_answer.ts";

const tag = "chat";
const problems: ProblemCode[] = [
  ...["session_not_found", "session_archived", "session_busy", "session_has_no_sources"] as const,
  ...answerProblems,
];

/** What is said in a session. */
export function addMessageRoutes(app: Hono<UserEnv>, deps: ApiDeps): void {
  const { config, db } = deps;

  app.get(
    "/sessions/:id/messages",
    document({
      summary: "List the messages of a session",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Message) },
      problems: ["session_not_found", "invalid_cursor"],
    }),
    valid("param", SessionId),
    valid("query", MessagesQuery),
    async (c) => {
      const { id } = c.req.valid("param");
      const query = c.req.valid("query");
      const rows = await db.asUser(c.get("caller"), async (tx) => {
        // First what may throw before anything is asked: nobody would wait for the other.
        const [rows] = await Promise.all([listMessages(tx, id, query), readSession(tx, id)]);
        return rows;
      });
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), messageCursor(query.order)));
    },
  );

  app.post(
    "/sessions/:id/messages",
    document({
      summary: "Ask something in a session",
      description: "One question at a time. With `stream`, or `Accept: text/event-stream`, the answer comes as events.",
      tag,
      success: { status: 200, description: "The answer", schema: Message, contents: answerForms },
      problems,
      takesOwnKey: true,
      bodies: { "application/json": NewMessage },
    }),
    valid("param", SessionId),
    async (c) => {
      const caller = c.get("caller");
      const key = readOwnKey(c.req);
      const { role: _, stream, ...asked } = await readJson(c.req, NewMessage);
      const begun = await beginTurn(deps, caller, c.req.valid("param").id, asked, key);
      const answer = createAnswer(deps, caller, c.get("log"), begun);
      if (wantsStream(c, stream)) return await answerAsStream(c, answer);
      return c.json(await answerWhole(c, answer));
    },
  );

  app.post(
    "/sessions/:id/messages/:message_id/regenerate",
    document({
      summary: "Have an answer made again; it takes the place of the old one",
      tag,
      success: { status: 200, description: "The answer", schema: Message, contents: answerForms },
      problems: ["message_not_found", ...problems],
      takesOwnKey: true,
      bodies: { "application/json": Regeneration },
    }),
    valid("param", MessageId),
    async (c) => {
      const caller = c.get("caller");
      const key = readOwnKey(c.req);
      const { id, message_id } = c.req.valid("param");
      const { stream, ...options } = await readJson(c.req, Regeneration);
      const begun = await beginAgain(deps, caller, id, message_id, options, key);
      const answer = createAnswer(deps, caller, c.get("log"), begun);
      if (wantsStream(c, stream)) return await answerAsStream(c, answer);
      return c.json(await answerWhole(c, answer));
    },
  );

  app.post(
    "/sessions/:id/stop",
    document({
      summary: "Stop what a session is being answered; what has come is kept",
      tag,
      success: { status: 200, description: "The cancelled answer", schema: Message },
      problems: ["session_not_found", "nothing_to_stop"],
    }),
    valid("param", SessionId),
    async (c) => c.json(await stopAnswer(db, c.get("caller"), c.req.valid("param").id)),
  );
}
