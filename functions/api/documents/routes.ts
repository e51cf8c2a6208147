import type { Hono } from "hono";
import { z } from "zod";
import { chatProblems } from "./problems.ts";
import { ActionItem, Chapter } from "../../../shared/documents/contents.ts";
import { exporters } from "../../../shared/export/exporters.ts";
import { answerFile, bytesForm } from "../answer_file.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { valid } from "../input.ts";
import { createUserApp } from "../user_app.ts";
import { cancelDocument, deleteDocument, regenerateDocument } from "./change_document.ts";
import { documentFormats, exportDocument } from "./export_document.ts";
import { demandDocument, readDocument, selectDocument } from "./read_document.ts";
import { Document, DocumentId } from "./schemas.ts";

const tag = "documents";

const DownloadQuery = z.object({
  format: z.enum(documentFormats).default("txt").describe("`json` for chapters and action items"),
});

/** `/documents`: what was made from transcripts. */
export function createDocuments(deps: ApiDeps): Hono<UserEnv> {
  const { db } = deps;
  const app = createUserApp(deps, "documents");

  app.get(
    "/:id",
    document({
      summary: "Read a document",
      tag,
      success: { status: 200, description: "The document", schema: Document },
      problems: ["document_not_found"],
    }),
    valid("param", DocumentId),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(demandDocument(await db.asUser(c.get("caller"), (tx) => selectDocument(tx, id)), id));
    },
  );

  app.delete(
    "/:id",
    document({
      summary: "Delete a document; one that is being made is made no further",
      tag,
      success: { status: 204, description: "Gone" },
      problems: ["document_not_found"],
    }),
    valid("param", DocumentId),
    async (c) => {
      await deleteDocument(db, c.get("caller"), c.req.valid("param").id);
      return c.body(null, 204);
    },
  );

  app.post(
    "/:id/regenerate",
    document({
      summary: "Have a document made again, with the prompt that is active now",
      tag,
      success: { status: 202, description: "The queued document", schema: Document },
      problems: ["document_not_found", ...chatProblems],
    }),
    valid("param", DocumentId),
    async (c) => c.json(await regenerateDocument(deps, c.get("caller"), c.req.valid("param").id), 202),
  );

  app.post(
    "/:id/cancel",
    document({
      summary: "Stop the making of a document",
      tag,
      success: { status: 200, description: "The cancelled document", schema: Document },
      problems: ["document_not_found", "document_ended"],
    }),
    valid("param", DocumentId),
    async (c) => c.json(await cancelDocument(db, c.get("caller"), c.req.valid("param").id)),
  );

  app.get(
    "/:id/download",
    document({
      summary: "Download a document",
      tag,
      success: {
        status: 200,
        description: "A file, named after the entry and the kind",
        schema: z.union([z.array(Chapter), z.array(ActionItem)]),
        contents: {
          [typeOf("txt")]: z.string(),
          [typeOf("md")]: z.string(),
          [typeOf("docx")]: z.file(),
          ...bytesForm,
        },
      },
      problems: ["document_not_found", "document_not_ready", "option_not_supported"],
    }),
    valid("param", DocumentId),
    valid("query", DownloadQuery),
    async (c) => {
      const { row, title } = await db.asUser(c.get("caller"), async (tx) => {
        const row = await readDocument(tx, c.req.valid("param").id);
        const [entry] = await tx<[{ title: string }]>`
          select e.title from public.entries e join public.transcriptions t on t.entry_id = e.id
          where t.id = ${row.transcription_id}`;
        return { row, title: entry.title };
      });
      const file = await exportDocument(row, title, c.req.valid("query").format);
      return answerFile(c, file);
    },
  );
  return app;
}

function typeOf(format: keyof typeof exporters): string {
  return exporters[format].contentType.split(";")[0]!;
}
