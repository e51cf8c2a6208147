import type { Hono } from "hono";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson, valid } from "../input.ts";
import { pageOf, toPage } from "../page.ts";
import {
  addSession,
  addSources,
  deleteSession,
  listSessions,
  patchSession,
  removeSource,
  sessionCursors,
} from "./change_session.ts";
import { demandSession, readSession } from "./read_session.ts";
import { NewSession, NewSources, Session, SessionId, SessionPatch, SessionsQuery, SourceId } from "./schemas.ts";

const tag = "chat";

/** Conversations, and what they are about. */
export function addSessionRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.post(
    "/sessions",
    document({
      summary: "Begin a session about transcripts",
      tag,
      success: { status: 201, description: "The session", schema: Session },
      problems: ["transcription_not_found"],
      bodies: { "application/json": NewSession },
    }),
    async (c) => {
      const input = await readJson(c.req, NewSession);
      const caller = c.get("caller");
      return c.json(await db.asUser(caller, (tx) => addSession(tx, caller, input)), 201);
    },
  );

  app.get(
    "/sessions",
    document({
      summary: "List one's own sessions, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Session) },
      problems: ["invalid_cursor"],
    }),
    valid("query", SessionsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asUser(c.get("caller"), (tx) => listSessions(tx, query));
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), sessionCursors.write));
    },
  );

  app.get(
    "/sessions/:id",
    document({
      summary: "Read a session",
      tag,
      success: { status: 200, description: "The session", schema: Session },
      problems: ["session_not_found"],
    }),
    valid("param", SessionId),
    async (c) => c.json(await db.asUser(c.get("caller"), (tx) => readSession(tx, c.req.valid("param").id))),
  );

  app.patch(
    "/sessions/:id",
    document({
      summary: "Rename a session, archive it or take it up again",
      tag,
      success: { status: 200, description: "The session", schema: Session },
      problems: ["session_not_found"],
      bodies: { "application/json": SessionPatch },
    }),
    valid("param", SessionId),
    async (c) => {
      const patch = await readJson(c.req, SessionPatch);
      return c.json(await db.asUser(c.get("caller"), (tx) => patchSession(tx, c.req.valid("param").id, patch)));
    },
  );

  app.delete(
    "/sessions/:id",
    document({
      summary: "Delete a session with its messages",
      tag,
      success: { status: 204, description: "Gone" },
      problems: ["session_not_found"],
    }),
    valid("param", SessionId),
    async (c) => {
      const { id } = c.req.valid("param");
      demandSession(await db.asUser(c.get("caller"), (tx) => deleteSession(tx, id)), id);
      return c.body(null, 204);
    },
  );

  app.post(
    "/sessions/:id/sources",
    document({
      summary: "Make a session be about more transcripts",
      tag,
      success: { status: 200, description: "The session", schema: Session },
      problems: ["session_not_found", "transcription_not_found"],
      bodies: { "application/json": NewSources },
    }),
    valid("param", SessionId),
    async (c) => {
      const { transcription_ids } = await readJson(c.req, NewSources);
      const caller = c.get("caller");
      const { id } = c.req.valid("param");
      return c.json(await db.asUser(caller, (tx) => addSources(tx, caller, id, transcription_ids)));
    },
  );

  app.delete(
    "/sessions/:id/sources/:transcription_id",
    document({
      summary: "Make a session be about one transcript less",
      tag,
      success: { status: 204, description: "Done" },
      problems: ["session_not_found", "transcription_not_found"],
    }),
    valid("param", SourceId),
    async (c) => {
      const { id, transcription_id } = c.req.valid("param");
      await db.asUser(c.get("caller"), (tx) => removeSource(tx, id, transcription_id));
      return c.body(null, 204);
    },
  );
}
