import { AnswerCut, createAsker, type DocumentDeps } from "./documents/ask_model.ts";
import { halvePiece } from "./documents/cut_pieces.ts";
import { dividePiece, findPiece, finishPiece } from "./documents/document_rows.ts";
import { makePiece } from "./documents/make_document.ts";
import { readSegments, toPassages } from "./documents/read_transcript.ts";
import { tooLong } from "./documents/too_long.ts";
import type { Handler } from "./drain.ts";
import { nothing } from "./transcribe.ts";

/** Job `document_piece` (subject: piece). Has what is asked for made of a piece of the transcript. */
export function createDocumentPiece(deps: DocumentDeps): Handler {
  const { db } = deps;
  return async (id, { signal }) => {
    const found = await db.asService(async (tx) => {
      const piece = await findPiece(tx, id);
      return piece && { ...piece, segments: await readSegments(tx, piece.task, piece.piece.stretch) };
    });
    if (!found) return nothing;
    const { task, piece: { stretch }, segments } = found;
    const passages = toPassages(segments, task, stretch);
    const asker = createAsker(deps, task, signal);
    try {
      const result = await makePiece(asker, task, passages, segments);
      return (tx) => finishPiece(tx, id, task, result, asker.spent);
    } catch (error) {
      if (!(error instanceof AnswerCut)) throw error;
      const texts = passages.map(({ text, speaker, position }) => ({ text, speaker, position }));
      const half = halvePiece(texts);
      if (!half) throw tooLong(error);
      const offset = half.offset + (half.segment === stretch.from.segment ? stretch.from.offset : 0);
      const starts = [stretch.from, { segment: half.segment, offset }];
      return (tx) => dividePiece(tx, id, task, starts, asker.spent);
    }
  };
}
