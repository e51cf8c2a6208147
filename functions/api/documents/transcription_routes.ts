import type { Hono } from "hono";
import { AppError } from "../../../shared/errors.ts";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson, valid } from "../input.ts";
import { readOwnKey } from "../own_key.ts";
import { createNewestFirstCursors, pageOf, PageQuery, toPage } from "../page.ts";
import { readTranscription } from "../transcriptions/read_transcription.ts";
import { addDocument } from "./add_document.ts";
import { chatProblems } from "./problems.ts";
import { documentColumns } from "./read_document.ts";
import { Document, DocumentId, DocumentSummary, type DocumentSummaryRow, NewDocument } from "./schemas.ts";

const cursors = createNewestFirstCursors("documents");

/** `/transcriptions/{id}/documents`: what is made from one transcript. */
export function addDocumentRoutes(app: Hono<UserEnv>, deps: ApiDeps): void {
  const { config, db } = deps;
  app.post(
    "/:id/documents",
    document({
      summary: "Have a document made from a transcript",
      description:
        "Made in the background: GET /documents/{id} reads it. Quotes and times are checked against the transcript.",
      tag: "documents",
      success: { status: 202, description: "The queued document", schema: Document },
      problems: ["transcription_not_found", "transcription_not_ready", "option_not_supported", ...chatProblems],
      bodies: { "application/json": NewDocument },
    }),
    valid("param", DocumentId),
    async (c) => {
      if (readOwnKey(c.req) !== undefined) {
        const message = "Documents are made later, and your key is kept nowhere: leave 'X-Provider-Key' out";
        throw new AppError("option_not_supported", message);
      }
      const asked = await readJson(c.req, NewDocument);
      return c.json(await addDocument(deps, c.get("caller"), c.req.valid("param").id, asked), 202);
    },
  );

  app.get(
    "/:id/documents",
    document({
      summary: "List the documents of a transcription, newest first",
      tag: "documents",
      success: { status: 200, description: "A page", schema: pageOf(DocumentSummary) },
      problems: ["transcription_not_found", "invalid_cursor"],
    }),
    valid("param", DocumentId),
    valid("query", PageQuery),
    async (c) => {
      const { id } = c.req.valid("param");
      const { limit, cursor } = c.req.valid("query");
      const after = cursors.read(cursor);
      const rows = await db.asUser(c.get("caller"), async (tx) => {
        await readTranscription(tx, id);
        return await tx<DocumentSummaryRow[]>`
          select ${documentColumns(tx, { isWhole: false })}
          from public.documents d join public.transcriptions t on t.id = d.transcription_id
          where d.transcription_id = ${id}
            and ${after ? tx`(d.created_at, d.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : tx`true`}
          order by d.created_at desc, d.id desc limit ${limit + 1}`;
      });
      return c.json(toPage(rows, limit, publicAddress(config, c.req.url), cursors.write));
    },
  );
}
