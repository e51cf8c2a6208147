import type { Hono } from "hono";
import type { Transaction } from "../../../shared/db.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { addAudio } from "../entries/add_audio.ts";
import { insertLink, linkProblems } from "../entries/add_link.ts";
import { readHeld } from "../entries/read_entry.ts";
import { fileProblems } from "../../../shared/inspect_upload.ts";
import { withFile } from "../entries/schemas.ts";
import { bodyType, limitForm, readForm, readJson, valid } from "../input.ts";
import { cancelTranscription } from "./cancel.ts";
import { deleteTranscription } from "./delete_transcription.ts";
import { readOwnKey } from "../own_key.ts";
import { retryTranscription } from "./retry.ts";
import { Id, NewTranscription, TranscriptionForm, TranscriptionSummary } from "./schemas.ts";
import { submissionProblems, submitTranscription } from "./submit.ts";

const tag = "transcriptions";

/** Having audio transcribed: ask for it, stop it, have it done again. */
export function addRunningRoutes(app: Hono<UserEnv>, deps: ApiDeps): void {
  app.post(
    "/",
    document({
      summary: "Transcribe an entry, or a file or a link in one call",
      description: "Answers at once: GET /transcriptions/{id}/events tells what happens until it has ended.",
      tag,
      success: { status: 202, description: "The queued transcription", schema: TranscriptionSummary },
      problems: [...submissionProblems, ...fileProblems, ...linkProblems, "storage_unavailable", "scanner_unavailable"],
      takesOwnKey: true,
      bodies: { "application/json": NewTranscription, "multipart/form-data": withFile(TranscriptionForm) },
    }),
    limitForm,
    async (c) => {
      const caller = c.get("caller");
      const key = readOwnKey(c.req);
      if (bodyType(c.req) === "form") {
        const { file, fields: { source, title, tags, expires_in, ...options } } = await readForm(
          c.req,
          TranscriptionForm,
        );
        const language = options.language === "auto" ? undefined : options.language;
        const { id } = await addAudio(deps, caller, file, { source, title, tags, expires_in, language });
        return c.json(await submitTranscription(deps, caller, readHeld(id), options, key), 202);
      }
      const { entry_id, url, title, tags = [], expires_in, ...options } = await readJson(c.req, NewTranscription);
      const findEntry = entry_id === undefined
        ? (tx: Transaction) => insertLink(tx, deps.config, caller, { url: url ?? "", title, tags, expires_in })
        : readHeld(entry_id);
      return c.json(await submitTranscription(deps, caller, findEntry, options, key), 202);
    },
  );

  app.post(
    "/:id/cancel",
    document({
      summary: "Stop a transcription",
      tag,
      success: { status: 200, description: "The cancelled transcription", schema: TranscriptionSummary },
      problems: ["transcription_not_found", "transcription_ended"],
    }),
    valid("param", Id),
    async (c) => c.json(await cancelTranscription(deps.db, c.get("caller"), c.req.valid("param").id)),
  );

  app.post(
    "/:id/retry",
    document({
      summary: "Have a failed or cancelled transcription done again; what was finished is kept",
      tag,
      success: { status: 202, description: "The queued transcription", schema: TranscriptionSummary },
      problems: ["transcription_not_found", "transcription_ended", ...submissionProblems],
      takesOwnKey: true,
    }),
    valid("param", Id),
    async (c) => {
      const row = await retryTranscription(deps, c.get("caller"), c.req.valid("param").id, readOwnKey(c.req));
      return c.json(row, 202);
    },
  );

  app.delete(
    "/:id",
    document({
      summary: "Delete a transcription, here and at its provider; the entry stays",
      tag,
      success: { status: 204, description: "Gone" },
      problems: ["transcription_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      await deleteTranscription(deps.db, c.get("caller"), c.req.valid("param").id);
      return c.body(null, 204);
    },
  );
}
