import type { Hono } from "hono";
import { publicAddress } from "../../address.ts";
import { audit } from "../../audit.ts";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { valid } from "../../input.ts";
import { pageOf, toPage } from "../../page.ts";
import { addDownloadRoute } from "../../transcriptions/download_route.ts";
import { transcriptionCursors } from "../../transcriptions/list_transcriptions.ts";
import { readExportable } from "../../transcriptions/read_exportable.ts";
import { Id } from "../../transcriptions/schemas.ts";
import {
  deleteOwnedTranscription,
  listOwnedTranscriptions,
  readOwnedTranscription,
  readOwner,
} from "./owned_transcriptions.ts";
import { AllTranscriptionsQuery, OwnedTranscription, OwnedTranscriptionSummary } from "./schemas.ts";

const tag = "admin";

/** `/admin/transcriptions`: everybody's. Whoever reads what somebody said is in the audit log. */
export function addTranscriptionRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.get(
    "/transcriptions",
    document({
      summary: "List everybody's transcriptions, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(OwnedTranscriptionSummary) },
      problems: ["admin_needed", "invalid_cursor"],
    }),
    valid("query", AllTranscriptionsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asAdmin(c.get("caller"), (tx) => listOwnedTranscriptions(tx, query));
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), transcriptionCursors.write));
    },
  );

  app.get(
    "/transcriptions/:id",
    document({
      summary: "Read anybody's transcription, which the audit log tells",
      tag,
      success: { status: 200, description: "The transcription", schema: OwnedTranscription },
      problems: ["admin_needed", "transcription_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(
        await db.asAdmin(c.get("caller"), async (tx) => {
          const transcription = await readOwnedTranscription(tx, id);
          await audit(tx, c, "transcription.read", id, { user_id: transcription.user_id });
          return transcription;
        }),
      );
    },
  );

  addDownloadRoute(app, {
    path: "/transcriptions/:id/download",
    summary: "Download anybody's transcript, which the audit log tells",
    tag,
    problems: ["admin_needed"],
    read: (c, id, { format, ...options }) =>
      db.asAdmin(c.get("caller"), async (tx) => {
        const user_id = await readOwner(tx, id);
        const transcript = await readExportable(tx, id, options);
        await audit(tx, c, "transcription.downloaded", id, { user_id, format });
        return transcript;
      }),
  });

  app.delete(
    "/transcriptions/:id",
    document({
      summary: "Delete anybody's transcription, here and at its provider; the entry stays",
      tag,
      success: { status: 204, description: "Gone" },
      problems: ["admin_needed", "transcription_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      await db.asAdmin(c.get("caller"), async (tx) => {
        await audit(tx, c, "transcription.deleted", id, { user_id: await deleteOwnedTranscription(tx, id) });
      });
      return c.body(null, 204);
    },
  );
}
