import { chooseModels } from "../../../shared/answers/choose_models.ts";
import type { Caller } from "../../../shared/auth.ts";
import type { Database } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import type { ApiDeps } from "../deps.ts";
import { demandDocument, readDocument } from "./read_document.ts";
import type { DocumentRow } from "./schemas.ts";

/**
 * completed | failed | cancelled -> queued, with the same options; one that is at work is left at it. A completed one is made
 * anew and shows what it was until then; of the others what was finished is kept. Throws `document_not_found`,
 * `provider_not_available`, `provider_key_missing`.
 */
export async function regenerateDocument({ config, db }: ApiDeps, caller: Caller, id: string): Promise<DocumentRow> {
  return await db.asUser(caller, async (tx) => {
    const { options, status } = await readDocument(tx, id);
    if (status === "queued" || status === "processing") return await readDocument(tx, id);
    chooseModels(config.chat, options, false);
    await tx`
      update public.documents
      set status = 'queued', error_code = null, error_message = null, started_at = null, ended_at = null
      where id = ${id} and status in ('completed', 'failed', 'cancelled')`;
    return await readDocument(tx, id);
  });
}

/** queued | processing -> cancelled; one that is cancelled stays so. Throws `document_not_found`, `document_ended`. */
export async function cancelDocument(db: Database, caller: Caller, id: string): Promise<DocumentRow> {
  return await db.asUser(caller, async (tx) => {
    await tx`
      update public.documents set status = 'cancelled', ended_at = now()
      where id = ${id} and status in ('queued', 'processing')`;
    const document = await readDocument(tx, id);
    if (document.status === "cancelled") return document;
    throw new AppError("document_ended", `The document is '${document.status}' already: there is nothing to cancel`);
  });
}

/** Deletes a document in whatever state. Throws `document_not_found`. */
export async function deleteDocument(db: Database, caller: Caller, id: string): Promise<void> {
  const deleted = await db.asUser(
    caller,
    (tx) => tx<{ id: string }[]>`delete from public.documents where id = ${id} returning id`,
  );
  demandDocument(deleted, id);
}
