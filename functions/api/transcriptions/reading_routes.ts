import type { Hono } from "hono";
import { z } from "zod";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { Text, valid } from "../input.ts";
import { createCursors, pageOf, toPage } from "../page.ts";
import { addDownloadRoute } from "./download_route.ts";
import { addPassageRoutes } from "./passage_routes.ts";
import { readExportable } from "./read_exportable.ts";
import { readTranscription } from "./read_transcription.ts";
import { Id, Segment, segmentColumns, SegmentsQuery } from "./schemas.ts";

const segmentCursors = createCursors("segments", z.tuple([z.int32()]));

const SpeakerQuery = SegmentsQuery.extend({ speaker: Text.max(200).optional().describe("The label of one speaker") });

/** Reading a transcript: in order, in parts, and as a file. */
export function addReadingRoutes(app: Hono<UserEnv>, deps: ApiDeps): void {
  const { config, db } = deps;
  app.get(
    "/:id/segments",
    document({
      summary: "Read the transcript in order",
      tag: "transcriptions",
      success: { status: 200, description: "A page", schema: pageOf(Segment) },
      problems: ["transcription_not_found", "invalid_cursor"],
    }),
    valid("param", Id),
    valid("query", SpeakerQuery),
    async (c) => {
      const { id } = c.req.valid("param");
      const { limit, cursor, speaker } = c.req.valid("query");
      const [after] = segmentCursors.read(cursor) ?? [-1];
      const rows = await db.asUser(c.get("caller"), async (tx) => {
        await readTranscription(tx, id);
        return await tx<z.infer<typeof Segment>[]>`
          select ${tx(segmentColumns)} from public.segments
          where transcription_id = ${id} and position > ${after}
            ${speaker === undefined ? tx`` : tx`and speaker = ${speaker}`}
          order by position limit ${limit + 1}`;
      });
      return c.json(
        toPage(rows, limit, publicAddress(config, c.req.url), (row) => segmentCursors.write([row.position])),
      );
    },
  );

  addPassageRoutes(app, deps);
  addDownloadRoute(app, {
    path: "/:id/download",
    summary: "Download the transcript",
    tag: "transcriptions",
    problems: [],
    read: (c, id, options) => db.asUser(c.get("caller"), (tx) => readExportable(tx, id, options)),
  });
}
