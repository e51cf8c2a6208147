import { chooseModels } from "../../../shared/answers/choose_models.ts";
import { AppError } from "../../../shared/errors.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import { storeReply } from "../idempotency/store_reply.ts";
import { readTranscription } from "../transcriptions/read_transcription.ts";
import { readDocument } from "./read_document.ts";
import { type DocumentRow, type NewDocument, optionsOf } from "./schemas.ts";

/**
 * Adds a queued document of a completed transcription; the insert itself makes the job. Throws `transcription_not_found`,
 * `transcription_not_ready`, `provider_not_available`, `provider_key_missing`.
 */
export async function addDocument(
  { config, db }: ApiDeps,
  caller: ApiCaller,
  transcriptionId: string,
  asked: NewDocument,
): Promise<DocumentRow> {
  chooseModels(config.chat, asked, false);
  return await db.asUser(caller, async (tx) => {
    const { status } = await readTranscription(tx, transcriptionId);
    if (status !== "completed") {
      const message =
        `The transcription is '${status}': ask when it is completed, or with 'documents' when it is submitted`;
      throw new AppError("transcription_not_ready", message);
    }
    const [{ id }] = await tx<[{ id: string }]>`
      insert into public.documents (user_id, transcription_id, kind, options)
      values (${caller.userId}, ${transcriptionId}, ${asked.kind}, ${tx.json(optionsOf(asked))}) returning id`;
    const row = await readDocument(tx, id);
    await storeReply(tx, caller, { status: 202, body: row });
    return row;
  });
}
