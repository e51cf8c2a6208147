import type { Hono } from "hono";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { readJson, valid } from "../input.ts";
import { pageOf, toPage } from "../page.ts";
import { readOwnKey } from "../own_key.ts";
import { Options, TranscriptionSummary } from "../transcriptions/schemas.ts";
import { submissionProblems, submitTranscription } from "../transcriptions/submit.ts";
import { createUserApp } from "../user_app.ts";
import { addBringingRoutes } from "./bringing_routes.ts";
import { deleteEntry } from "./delete_entry.ts";
import { entryCursors, listEntries } from "./list_entries.ts";
import { patchEntry } from "./patch_entry.ts";
import { demandEntry, readHeld, selectEntry } from "./read_entry.ts";
import { EntriesQuery, Entry, EntryPatch, Id } from "./schemas.ts";

const tag = "entries";

/** `/entries`: what a user brought. */
export function createEntries(deps: ApiDeps): Hono<UserEnv> {
  const { config, db } = deps;
  const app = createUserApp(deps, "entries", { "/:id/transcriptions": "transcriptions" });

  addBringingRoutes(app, deps);

  app.post(
    "/:id/transcriptions",
    document({
      summary: "Transcribe an entry",
      tag: "transcriptions",
      success: { status: 202, description: "The queued transcription", schema: TranscriptionSummary },
      problems: submissionProblems,
      takesOwnKey: true,
      bodies: { "application/json": Options },
    }),
    valid("param", Id),
    async (c) => {
      const options = await readJson(c.req, Options);
      const { id } = c.req.valid("param");
      return c.json(await submitTranscription(deps, c.get("caller"), readHeld(id), options, readOwnKey(c.req)), 202);
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
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), entryCursors.write));
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
      summary: "Rename an entry, change its tags or how long it is kept",
      tag,
      success: { status: 200, description: "The entry", schema: Entry },
      problems: ["entry_not_found"],
      bodies: { "application/json": EntryPatch },
    }),
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
