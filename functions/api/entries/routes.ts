import type { Hono } from "hono";
import { z } from "zod";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { bodyType, limitBody, maxFormBytes, maxJsonBytes, readForm, readJson, valid } from "../input.ts";
import { pageOf, toPage } from "../page.ts";
import { Options, TranscriptionSummary } from "../transcriptions/schemas.ts";
import { submitTranscription } from "../transcriptions/submit.ts";
import { createUserApp } from "../user_app.ts";
import { addAudio, awaitAudio } from "./add_audio.ts";
import { addText } from "./add_text.ts";
import { completeUpload } from "./complete_upload.ts";
import { deleteEntry } from "./delete_entry.ts";
import { fileProblems } from "./inspect_upload.ts";
import { listEntries } from "./list_entries.ts";
import { patchEntry } from "./patch_entry.ts";
import { demandEntry, selectEntry } from "./read_entry.ts";
import { CreatedEntry, EntriesQuery, Entry, EntryForm, EntryPatch, NewEntry, withFile } from "./schemas.ts";

const Id = z.object({ id: z.uuid() });
const tag = "entries";

/** `/entries`: what a user brought. */
export function createEntries(deps: ApiDeps): Hono<UserEnv> {
  const { config, db, verifyUser } = deps;
  const app = createUserApp(verifyUser);

  app.post(
    "/",
    document({
      summary: "Bring a text, a file, or ask for a URL to upload a file to",
      tag,
      success: { status: 201, description: "The entry", schema: CreatedEntry },
      problems: fileProblems,
      bodies: { "application/json": NewEntry, "multipart/form-data": withFile(EntryForm) },
    }),
    limitBody(maxFormBytes),
    async (c) => {
      const caller = c.get("caller");
      if (bodyType(c.req) === "form") {
        const { file, fields } = await readForm(c.req, EntryForm);
        return c.json(await addAudio(deps, caller, file, fields), 201);
      }
      const input = await readJson(c.req, NewEntry);
      return c.json(
        input.kind === "text" ? await addText(db, caller, input) : await awaitAudio(deps, caller, input),
        201,
      );
    },
  );

  app.post(
    "/:id/complete",
    document({
      summary: "Say that the file is uploaded: it is checked, and the entry is ready",
      tag,
      success: { status: 200, description: "The entry", schema: Entry },
      problems: ["entry_not_found", "upload_missing", ...fileProblems],
    }),
    valid("param", Id),
    async (c) => c.json(await completeUpload(deps, c.get("caller"), c.req.valid("param").id)),
  );

  app.post(
    "/:id/transcriptions",
    document({
      summary: "Transcribe an entry",
      tag: "transcriptions",
      success: { status: 202, description: "The queued transcription", schema: TranscriptionSummary },
      problems: ["entry_not_found", "entry_not_ready", "entry_has_no_audio"],
      bodies: { "application/json": Options },
    }),
    limitBody(maxJsonBytes),
    valid("param", Id),
    async (c) => {
      const options = await readJson(c.req, Options);
      return c.json(await submitTranscription(deps, c.get("caller"), c.req.valid("param").id, options), 202);
    },
  );

  app.get(
    "/",
    document({
      summary: "List one's own entries, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Entry) },
      problems: ["invalid_cursor"],
    }),
    valid("query", EntriesQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asUser(c.get("caller"), (tx) => listEntries(tx, query));
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), (row) => [row.created_at, row.id]));
    },
  );

  app.get(
    "/:id",
    document({
      summary: "Read an entry",
      tag,
      success: { status: 200, description: "The entry", schema: Entry },
      problems: ["entry_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(demandEntry(await db.asUser(c.get("caller"), (tx) => selectEntry(tx, id)), id));
    },
  );

  app.patch(
    "/:id",
    document({
      summary: "Rename an entry or change its tags",
      tag,
      success: { status: 200, description: "The entry", schema: Entry },
      problems: ["entry_not_found"],
      bodies: { "application/json": EntryPatch },
    }),
    limitBody(maxJsonBytes),
    valid("param", Id),
    async (c) => {
      const patch = await readJson(c.req, EntryPatch);
      return c.json(await db.asUser(c.get("caller"), (tx) => patchEntry(tx, c.req.valid("param").id, patch)));
    },
  );

  app.delete(
    "/:id",
    document({
      summary: "Delete an entry with its audio and all transcriptions",
      tag,
      success: { status: 204, description: "Gone" },
      problems: ["entry_not_found", "storage_unavailable"],
    }),
    valid("param", Id),
    async (c) => {
      await deleteEntry(deps, c.get("caller"), c.req.valid("param").id);
      return c.body(null, 204);
    },
  );

  return app;
}
