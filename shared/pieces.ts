import type { Transaction } from "./db.ts";
import { joinTranscripts } from "./join_transcripts.ts";
import type { Span } from "./speech/types.ts";
import { shiftTranscript, type Transcript } from "./transcript.ts";
import { completeTranscription, type Run, runColumns } from "./transcriptions.ts";

/** A part of the audio that is cut out because the whole is too large for one call. */
export type Piece = Span & {
  id: string;
  transcriptionId: string;
  /** Where the audio that was sent begins: its transcript counts from there. Null until it is cut. */
  cutStartMs: number | null;
};

/** A piece that still needs work. Undefined where it is done, or its transcription has ended. */
export async function findPiece(tx: Transaction, id: string): Promise<{ piece: Piece; run: Run } | undefined> {
  const [row] = await tx<(Run & { piece: Piece })[]>`
    select ${runColumns(tx)}, jsonb_build_object('id', p.id, 'transcriptionId', p.transcription_id,
      'startMs', p.start_ms, 'endMs', p.end_ms, 'cutStartMs', p.cut_start_ms) as piece
    from private.transcription_pieces p
    join public.transcriptions t on t.id = p.transcription_id
    join public.entries e on e.id = t.entry_id
    where p.id = ${id} and p.transcript is null and t.status = 'processing'`;
  return row && { piece: row.piece, run: row };
}

/**
 * Plans a run once: the pieces of an earlier attempt stand, with what they cost. Each unfinished piece becomes a job of its
 * own; where none is left, what the attempt before had finished is joined now.
 */
export async function addPlan(tx: Transaction, run: Run, spans: Span[]): Promise<void> {
  await tx`select from public.transcriptions where id = ${run.id} for update`;
  const pieces = await selectPieces(tx, run.id);
  if (pieces.length === 0) return await addPieces(tx, run.id, spans);
  const unfinished = pieces.filter(({ transcript }) => transcript === null).map(({ id }) => id);
  if (unfinished.length === 0) return await joinPieces(tx, run.id, pieces);
  if (!run.ownKey) await tx`select private.enqueue_jobs('transcribe_piece', ${unfinished}::uuid[])`;
}

async function addPieces(tx: Transaction, transcriptionId: string, spans: Span[]): Promise<void> {
  const rows = spans.map(({ startMs, endMs }) => ({
    transcription_id: transcriptionId,
    start_ms: startMs,
    end_ms: endMs,
  }));
  await tx`insert into private.transcription_pieces ${tx(rows)} on conflict (transcription_id, start_ms) do nothing`;
}

/**
 * Keeps where the audio of a piece begins, before it is sent. One that could not be heard to its end is divided: the rest
 * becomes a piece of its own.
 */
export async function recordCut(
  tx: Transaction,
  piece: Piece,
  cutStartMs: number,
  divided: { done: Span; rest: Span } | null,
): Promise<Piece> {
  const endMs = divided?.done.endMs ?? piece.endMs;
  await tx`
    update private.transcription_pieces set cut_start_ms = ${cutStartMs}, end_ms = ${endMs} where id = ${piece.id}`;
  if (divided) await addPieces(tx, piece.transcriptionId, [divided.rest]);
  return { ...piece, endMs, cutStartMs };
}

/**
 * Keeps the transcript of a piece that was cut. The one that finishes last also completes the transcription. Of one that was
 * cancelled the piece is kept all the same, as it is paid for.
 */
export async function finishPiece(tx: Transaction, piece: Piece, transcript: Transcript): Promise<void> {
  const { transcriptionId } = piece;
  // Without the lock, two last pieces would each see the other one unfinished.
  await tx`select from public.transcriptions where id = ${transcriptionId} for update`;
  const shifted = shiftTranscript(transcript, piece.cutStartMs ?? piece.startMs);
  await tx`update private.transcription_pieces set transcript = ${tx.json(shifted)} where id = ${piece.id}`;
  const pieces = await selectPieces(tx, transcriptionId);
  const finished = pieces.filter((one) => one.transcript !== null).length;
  if (finished === pieces.length) return await joinPieces(tx, transcriptionId, pieces);
  await tx`
    update public.transcriptions set progress = ${Math.floor((100 * finished) / pieces.length)}
    where id = ${transcriptionId} and status = 'processing'`;
}

/** The first piece of a run that is not finished; for those that are done one after the other. */
export async function findUnfinishedPiece(tx: Transaction, transcriptionId: string): Promise<string | undefined> {
  const [piece] = await tx<{ id: string }[]>`
    select p.id from private.transcription_pieces p join public.transcriptions t on t.id = p.transcription_id
    where t.id = ${transcriptionId} and t.status = 'processing' and p.transcript is null order by p.start_ms limit 1`;
  return piece?.id;
}

type PieceRow = Span & { id: string; transcript: Transcript | null };

async function selectPieces(tx: Transaction, transcriptionId: string): Promise<PieceRow[]> {
  return await tx<PieceRow[]>`
    select id, start_ms as "startMs", end_ms as "endMs", transcript from private.transcription_pieces
    where transcription_id = ${transcriptionId} order by start_ms`;
}

async function joinPieces(tx: Transaction, transcriptionId: string, pieces: PieceRow[]): Promise<void> {
  const heard = pieces.flatMap(({ transcript, ...span }) => transcript ? { ...span, transcript } : []);
  const completed = await completeTranscription(tx, transcriptionId, joinTranscripts(heard));
  if (completed) await tx`delete from private.transcription_pieces where transcription_id = ${transcriptionId}`;
}
