import { AnswerCut, createAsker, type DocumentDeps } from "./documents/ask_model.ts";
import { cutPieces, halvePiece } from "./documents/cut_pieces.ts";
import { addPieces, completeDocument, goOnWithPieces, readPieces, startDocument } from "./documents/document_rows.ts";
import { joinPieces, makePiece, tokensOfSegment } from "./documents/make_document.ts";
import { readSegments, type Stretch, toPassages } from "./documents/read_transcript.ts";
import { tooLong } from "./documents/too_long.ts";
import type { Handler } from "./drain.ts";
import { nothing } from "./transcribe.ts";

const whole: Stretch = { from: { segment: 0, offset: 0 }, until: undefined };

/**
 * Job `document` (subject: document). One call of the model where the transcript fits, else a plan of pieces; once these are
 * finished, joins them.
 */
export function createDocument(deps: DocumentDeps): Handler {
  const { db } = deps;
  return async (id, { signal }) => {
    const found = await db.asService(async (tx) => {
      const task = await startDocument(tx, id);
      if (!task) return undefined;
      const [setting] = await tx<
        [{ share: number }]
      >`select private.setting('proofread_changed_share')::float as share`;
      return { task, ...setting, pieces: await readPieces(tx, id), segments: await readSegments(tx, task) };
    });
    if (!found) return nothing;
    const { task, share, pieces, segments } = found;
    const results = pieces.flatMap(({ result }) => result ?? []);
    if (results.length < pieces.length) return (tx) => goOnWithPieces(tx, id);

    const asker = createAsker(deps, task, signal);
    if (pieces.length === 0) {
      const starts = cutPieces(segments, asker.room, tokensOfSegment);
      if (starts.length > 1) return (tx) => addPieces(tx, task, starts, asker.spent);
      try {
        const passages = toPassages(segments, task, whole);
        if (passages.length > 0) results.push(await makePiece(asker, task, passages, segments));
      } catch (error) {
        if (!(error instanceof AnswerCut)) throw error;
        const half = halvePiece(segments);
        if (!half) throw tooLong(error);
        return (tx) => addPieces(tx, task, [whole.from, half], asker.spent);
      }
    }
    const made = await joinPieces(asker, task, segments, results, share);
    return (tx) => completeDocument(tx, task, made, asker.spent, pieces);
  };
}
