import type { Context, Hono } from "hono";
import { z } from "zod";
import type { ProblemCode } from "../../../shared/errors.ts";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson, valid } from "../input.ts";
import { createCursors, pageOf, PageQuery, toPage } from "../page.ts";
import { editSegment } from "./editing/edit_segment.ts";
import { Change, listChanges } from "./editing/list_changes.ts";
import { mergeSpeakers } from "./editing/merge_speakers.ts";
import { renameSpeakers } from "./editing/rename_speakers.ts";
import { revertTranscription } from "./editing/revert.ts";
import { IfMatch, revisionTag } from "./editing/revision.ts";
import {
  EditedSegment,
  maxInteger,
  Revert,
  SegmentEdit,
  SegmentPlace,
  SpeakerMerge,
  SpeakerNames,
} from "./editing/schemas.ts";
import { readTranscription } from "./read_transcription.ts";
import { Id, Transcription } from "./schemas.ts";

const tag = "transcriptions";
const problems: ProblemCode[] = ["transcription_not_found", "transcription_not_ready", "revision_conflict"];
const edited = { status: 200, description: "The transcription as it is now", schema: Transcription } as const;
const historyCursors = createCursors("history", z.tuple([z.int32()]));

/** Correcting a transcript. Every edit makes a new revision, and may name the one that it is meant for. */
export function addEditingRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.patch(
    "/:id",
    document({
      summary: "Name the speakers",
      tag,
      success: edited,
      problems,
      bodies: { "application/json": SpeakerNames },
    }),
    valid("param", Id),
    valid("header", IfMatch),
    async (c) => {
      const { speakers, revision } = await readJson(c.req, SpeakerNames);
      const guard = { revision, ifMatch: c.req.valid("header")["if-match"] };
      const { id } = c.req.valid("param");
      return answer(c, await db.asUser(c.get("caller"), (tx) => renameSpeakers(tx, id, speakers, guard)));
    },
  );

  app.post(
    "/:id/speakers/merge",
    document({
      summary: "Make two speakers one",
      tag,
      success: edited,
      problems,
      bodies: { "application/json": SpeakerMerge },
    }),
    valid("param", Id),
    valid("header", IfMatch),
    async (c) => {
      const { revision, ...speakers } = await readJson(c.req, SpeakerMerge);
      const guard = { revision, ifMatch: c.req.valid("header")["if-match"] };
      const { id } = c.req.valid("param");
      return answer(c, await db.asUser(c.get("caller"), (tx) => mergeSpeakers(tx, id, speakers, guard)));
    },
  );

  app.patch(
    "/:id/segments/:position",
    document({
      summary: "Correct a segment",
      tag,
      success: { status: 200, description: "The segment as it is now", schema: EditedSegment },
      problems: [...problems, "segment_not_found"],
      bodies: { "application/json": SegmentEdit },
    }),
    valid("param", SegmentPlace),
    valid("header", IfMatch),
    async (c) => {
      const { revision, ...edit } = await readJson(c.req, SegmentEdit);
      const guard = { revision, ifMatch: c.req.valid("header")["if-match"] };
      const { id, position } = c.req.valid("param");
      return answer(c, await db.asUser(c.get("caller"), (tx) => editSegment(tx, id, position, edit, guard)));
    },
  );

  app.get(
    "/:id/history",
    document({
      summary: "List the edits, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Change) },
      problems: ["transcription_not_found", "invalid_cursor"],
    }),
    valid("param", Id),
    valid("query", PageQuery),
    async (c) => {
      const { id } = c.req.valid("param");
      const { limit, cursor } = c.req.valid("query");
      const [before] = historyCursors.read(cursor) ?? [maxInteger];
      const rows = await db.asUser(c.get("caller"), async (tx) => {
        await readTranscription(tx, id);
        return await listChanges(tx, id, before, limit + 1);
      });
      const address = publicAddress(config, c.req.url);
      return c.json(toPage(rows, limit, address, ({ revision }) => historyCursors.write([revision])));
    },
  );

  app.post(
    "/:id/revert",
    document({
      summary: "Bring an earlier revision back",
      tag,
      success: edited,
      problems,
      bodies: { "application/json": Revert },
    }),
    valid("param", Id),
    valid("header", IfMatch),
    async (c) => {
      const { revision } = await readJson(c.req, Revert);
      const guard = { ifMatch: c.req.valid("header")["if-match"] };
      const { id } = c.req.valid("param");
      return answer(c, await db.asUser(c.get("caller"), (tx) => revertTranscription(tx, id, revision, guard)));
    },
  );
}

/** What was edited, with the tag of its new revision. */
function answer(c: Context, row: { revision: number }): Response {
  return c.json(row, 200, { etag: revisionTag(row) });
}
