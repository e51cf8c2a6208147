import type { HonoRequest } from "hono";
import { AppError } from "../../../shared/errors.ts";
import { readUploadLimits } from "../../../shared/upload_limits.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import { describeAudio, insertAudio, objectPath } from "../entries/add_audio.ts";
import { readOwnKey } from "../own_key.ts";
import { retryTranscription } from "../transcriptions/retry.ts";
import type { Status } from "../transcriptions/schemas.ts";
import { submitTranscription } from "../transcriptions/submit.ts";
import { type Asked, readAsked } from "./asked.ts";
import { receiveForm } from "./receive_form.ts";
import { makeRunIds, type RunIds } from "./run_ids.ts";

/** OpenAI's own limit of one file. Source: its speech-to-text guide. */
export const maxFileBytes = 25 * 1024 * 1024;

/** A transcription that somebody waits for, and what they asked for. */
export type BegunRun = { id: string; asked: Asked };

type Upload = { id: string; path: string; fileName: string; mimeType: string };

/**
 * Stores the file of a request while it arrives, and adds an entry with its transcription in one step. A request that was sent
 * before gets the run that it began then; had that failed, it is done again. Nothing is kept of a file where this throws:
 * what reading the form, inspecting the file and submitting throw, and `idempotency_in_flight`.
 */
export async function beginRun(deps: ApiDeps, caller: ApiCaller, request: HonoRequest): Promise<BegunRun> {
  const { db, storage, config } = deps;
  const key = readOwnKey(request);
  const upload: Upload = { id: crypto.randomUUID(), path: "", fileName: "", mimeType: "" };
  try {
    const form = await receiveForm(request.raw, maxFileBytes, async ({ name: fileName, type: mimeType, bytes }) => {
      Object.assign(upload, { fileName, mimeType, path: objectPath(caller, upload.id, { fileName, mimeType }) });
      await storage.upload(upload.path, bytes, "application/octet-stream");
    });
    const asked = readAsked(form.fields);
    const content = [form.file.digest, upload.fileName, JSON.stringify(form.fields)];
    const ids = await makeRunIds(config.secretKey, caller, request, content);
    return { id: await findOrSubmit(deps, caller, { upload, sha256: form.file.digest, asked, ids, key }), asked };
  } catch (error) {
    if (upload.path === "") throw error;
    // The error that is told is the first one, whatever becomes of these.
    await Promise.allSettled([
      storage.remove([upload.path]),
      db.asUser(caller, (tx) => tx`delete from public.entries where id = ${upload.id}`),
    ]);
    throw error;
  }
}

type Request = { upload: Upload; sha256: string; asked: Asked; ids: RunIds; key: string | undefined };

async function findOrSubmit(
  deps: ApiDeps,
  caller: ApiCaller,
  { upload, sha256, asked, ids, key }: Request,
): Promise<string> {
  const [limits, known] = await deps.db.asUser(
    caller,
    (tx) =>
      Promise.all([
        readUploadLimits(tx),
        tx<{ id: string; status: Status }[]>`
          select id, status from public.transcriptions where id = any(${ids.ids}::uuid[]) order by created_at desc`,
      ]),
  );
  const found = ids.isAgain ? known[0] : undefined;
  if (found) {
    await deps.storage.remove([upload.path]);
    const isOver = found.status === "failed" || found.status === "cancelled";
    if (isOver) await retryTranscription(deps, caller, found.id, key);
    return found.id;
  }
  const { needs, options } = asked;
  const language = options.language === "auto" ? undefined : options.language;
  const fields = { source: "upload" as const, language, tags: [] };
  const row = { ...await describeAudio(deps, caller, upload, fields, limits), sha256 };
  // What comes again finds the transcription: there is nothing to reply with before that has ended.
  const submitter = { ...caller, heldKey: undefined };
  const submit = async (id: string) =>
    (await submitTranscription(deps, submitter, (tx) => insertAudio(tx, row), options, key, { id, needs })).id;
  const [id] = ids.ids;
  // The same file that is sent twice on purpose has two runs.
  if (id === undefined || known.some((run) => run.id === id)) return await submit(crypto.randomUUID());
  return await submit(id).catch((error) => {
    const isTwin = !ids.isAgain && error instanceof AppError && error.code === "idempotency_in_flight";
    if (!isTwin) throw error;
    return submit(crypto.randomUUID());
  });
}
