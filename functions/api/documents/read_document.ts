import type { Query, Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { Document, type DocumentRow, DocumentSummary } from "./schemas.ts";

const computed = new Set(["is_current", "input_tokens", "output_tokens"]);
const stored = (shape: object) => Object.keys(shape).filter((name) => !computed.has(name)).map((name) => `d.${name}`);
const summaryNames = stored(DocumentSummary.shape);
const documentNames = stored(Document.shape);

/** The columns of a document, where documents are `d` and their transcriptions `t`. */
export function documentColumns(tx: Transaction, { isWhole }: { isWhole: boolean }) {
  return tx`${tx(isWhole ? documentNames : summaryNames)}, coalesce(d.revision = t.revision, false) as is_current,
    d.input_tokens::int, d.output_tokens::int`;
}

/** Asks for one document of the caller's. */
export function selectDocument(tx: Transaction, id: string): Query<DocumentRow> {
  return tx<DocumentRow[]>`
    select ${documentColumns(tx, { isWhole: true })}
    from public.documents d join public.transcriptions t on t.id = d.transcription_id where d.id = ${id}`;
}

/** What was found of a document. What is not yours is not there: both throw `document_not_found`. */
export function demandDocument<Row>([document]: readonly Row[], id: string): Row {
  if (document) return document;
  const message = `You have no document '${id}': GET /transcriptions/{id}/documents lists those of a transcription`;
  throw new AppError("document_not_found", message);
}

/** One document of the caller's, within a longer transaction. Throws `document_not_found`. */
export async function readDocument(tx: Transaction, id: string): Promise<DocumentRow> {
  return demandDocument(await selectDocument(tx, id), id);
}
