import type { Hono } from "hono";
import { fileProblems } from "../../../shared/inspect_upload.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { bodyType, limitForm, readForm, readJson, valid } from "../input.ts";
import { addAudio, awaitAudio } from "./add_audio.ts";
import { addLink, linkProblems } from "./add_link.ts";
import { addText } from "./add_text.ts";
import { completeUpload, uploadProblems } from "./complete_upload.ts";
import { retryImport } from "./retry_import.ts";
import { CreatedEntry, Entry, EntryForm, Id, NewEntry, withFile } from "./schemas.ts";

const tag = "entries";

/** How an entry comes to be, and to its audio. */
export function addBringingRoutes(app: Hono<UserEnv>, deps: ApiDeps): void {
  const { db } = deps;

  app.post(
    "/",
    document({
      summary: "Bring a text, a file or a link, or ask for a URL to upload a file to",
      description:
        "Kind `audio` answers with `upload`: send the file there, past the functions, then POST /entries/{id}/complete. " +
        "A form brings a file of up to 6 MiB in one call. A link is imported by the worker.",
      tag,
      success: { status: 201, description: "The entry", schema: CreatedEntry },
      problems: [...fileProblems, ...linkProblems, "storage_unavailable", "scanner_unavailable"],
      bodies: { "application/json": NewEntry, "multipart/form-data": withFile(EntryForm) },
    }),
    limitForm,
    async (c) => {
      const caller = c.get("caller");
      if (bodyType(c.req) === "form") {
        const { file, fields } = await readForm(c.req, EntryForm);
        return c.json(await addAudio(deps, caller, file, fields), 201);
      }
      const input = await readJson(c.req, NewEntry);
      if (input.kind === "text") return c.json(await addText(db, caller, input), 201);
      if (input.kind === "link") return c.json(await addLink(deps, caller, input), 201);
      return c.json(await awaitAudio(deps, caller, input), 201);
    },
  );

  app.post(
    "/:id/complete",
    document({
      summary: "Say that the file is uploaded: it is checked, and the entry is ready",
      tag,
      success: { status: 200, description: "The entry", schema: Entry },
      problems: [
        "entry_not_found",
        "upload_missing",
        "object_changed",
        "storage_unavailable",
        "scanner_unavailable",
        ...uploadProblems,
      ],
    }),
    valid("param", Id),
    async (c) => c.json(await completeUpload(deps, c.get("caller"), c.req.valid("param").id)),
  );

  app.post(
    "/:id/retry",
    document({
      summary: "Import a link again that could not be imported",
      tag,
      success: { status: 200, description: "The entry", schema: Entry },
      problems: ["entry_not_found"],
    }),
    valid("param", Id),
    async (c) => c.json(await db.asUser(c.get("caller"), (tx) => retryImport(tx, c.req.valid("param").id))),
  );
}
