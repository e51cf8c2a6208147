import type { Hono } from "hono";
import { z } from "zod";
import { exportFormats } from "../../../shared/export/exporters.ts";
import { attachment } from "../../../shared/http/attachment.ts";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { addAudio } from "../entries/add_audio.ts";
import { fileProblems } from "../entries/inspect_upload.ts";
import { withFile } from "../entries/schemas.ts";
import { bodyType, limitBody, maxFormBytes, readForm, readJson, valid } from "../input.ts";
import { pageOf, readCursor, toPage } from "../page.ts";
import { createUserApp } from "../user_app.ts";
import { exportTranscript } from "./download.ts";
import { listTranscriptions } from "./list_transcriptions.ts";
import { demandTranscription, readTranscription, selectTranscription } from "./read_transcription.ts";
import {
  ExportedTranscript,
  NewTranscription,
  Segment,
  segmentColumns,
  SegmentsQuery,
  Transcription,
  TranscriptionForm,
  TranscriptionsQuery,
  TranscriptionSummary,
} from "./schemas.ts";
import { submitTranscription } from "./submit.ts";

const Id = z.object({ id: z.uuid() });
const tag = "transcriptions";

/** `/transcriptions`: runs over entries, and what came of them. */
export function createTranscriptions(deps: ApiDeps): Hono<UserEnv> {
  const { config, db, verifyUser } = deps;
  const app = createUserApp(verifyUser);

  app.post(
    "/",
    document({
      summary: "Transcribe an entry, or a file in one call",
      tag,
      success: { status: 202, description: "The queued transcription", schema: TranscriptionSummary },
      problems: ["entry_not_found", "entry_not_ready", "entry_has_no_audio", ...fileProblems],
      bodies: { "application/json": NewTranscription, "multipart/form-data": withFile(TranscriptionForm) },
    }),
    limitBody(maxFormBytes),
    async (c) => {
      const caller = c.get("caller");
      if (bodyType(c.req) === "json") {
        const { entry_id, ...options } = await readJson(c.req, NewTranscription);
        return c.json(await submitTranscription(deps, caller, entry_id, options), 202);
      }
      const { file, fields: { prompt, ...fields } } = await readForm(c.req, TranscriptionForm);
      const entry = await addAudio(deps, caller, file, fields);
      return c.json(await submitTranscription(deps, caller, entry.id, { ...(prompt && { prompt }) }), 202);
    },
  );

  app.get(
    "/",
    document({
      summary: "List one's own transcriptions, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(TranscriptionSummary) },
      problems: ["invalid_cursor"],
    }),
    valid("query", TranscriptionsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asUser(c.get("caller"), (tx) => listTranscriptions(tx, query));
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), (row) => [row.created_at, row.id]));
    },
  );

  app.get(
    "/:id",
    document({
      summary: "Read a transcription",
      tag,
      success: { status: 200, description: "The transcription", schema: Transcription },
      problems: ["transcription_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(demandTranscription(await db.asUser(c.get("caller"), (tx) => selectTranscription(tx, id)), id));
    },
  );

  app.get(
    "/:id/segments",
    document({
      summary: "Read the transcript in order",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Segment) },
      problems: ["transcription_not_found", "invalid_cursor"],
    }),
    valid("param", Id),
    valid("query", SegmentsQuery),
    async (c) => {
      const { id } = c.req.valid("param");
      const { limit, cursor } = c.req.valid("query");
      const [after] = readCursor(cursor, z.tuple([z.int32()])) ?? [-1];
      const rows = await db.asUser(c.get("caller"), async (tx) => {
        await readTranscription(tx, id);
        return await tx<z.infer<typeof Segment>[]>`
          select ${tx(segmentColumns)} from public.segments
          where transcription_id = ${id} and position > ${after} order by position limit ${limit + 1}`;
      });
      return c.json(toPage(rows, limit, publicAddress(config, c.req.url), (row) => [row.position]));
    },
  );

  app.get(
    "/:id/download",
    document({
      summary: "Download the transcript",
      tag,
      success: {
        status: 200,
        description: "A file, named after the entry",
        schema: ExportedTranscript,
        contents: { "text/plain": z.string(), "application/x-subrip": z.string(), "text/vtt": z.string() },
      },
      problems: ["transcription_not_found", "transcription_not_ready", "export_needs_times"],
    }),
    valid("param", Id),
    valid("query", z.object({ format: z.enum(exportFormats).default("txt") })),
    async (c) => {
      const { format } = c.req.valid("query");
      const file = await exportTranscript(db, c.get("caller"), c.req.valid("param").id, format);
      return c.body(file.content, 200, {
        "content-type": file.contentType,
        "content-disposition": attachment(file.title, format),
      });
    },
  );

  return app;
}
