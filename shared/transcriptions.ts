import type { Transaction } from "./db.ts";
import type { AudioContainer } from "./media/containers.ts";
import type { SpeechOptions } from "./speech/types.ts";
import { joinTranscripts, type Transcript } from "./transcript.ts";

/** A transcription that is to be worked on, with what its entry knows about the audio. */
export type Run = {
  id: string;
  options: SpeechOptions;
  objectPath: string;
  objectEtag: string;
  container: AudioContainer;
  mimeType: string;
  byteSize: number;
  durationMs: number;
};

/** Times in milliseconds from the start of the audio. */
export type Span = { startMs: number; endMs: number };

export type Piece = Span & { id: string; transcriptionId: string };

const runColumns = (tx: Transaction) =>
  tx`t.id, t.options, e.object_path as "objectPath", e.object_etag as "objectEtag", e.container,
    e.mime_type as "mimeType", e.byte_size as "byteSize", e.duration_ms as "durationMs"`;

/** queued | processing -> processing. Undefined where there is nothing left to do: ended, cancelled or deleted meanwhile. */
export async function startTranscription(tx: Transaction, id: string, by: { provider: string; model: string }) {
  const [run] = await tx<Run[]>`
    update public.transcriptions t
    set status = 'processing', attempts = t.attempts + 1, started_at = coalesce(t.started_at, now()),
      provider = ${by.provider}, model = ${by.model}
    from public.entries e
    where t.id = ${id} and t.status in ('queued', 'processing') and e.id = t.entry_id
    returning ${runColumns(tx)}`;
  return run;
}

/** A piece that still needs work. Undefined where it is done, or its transcription has ended. */
export async function findPiece(tx: Transaction, id: string): Promise<{ piece: Piece; run: Run } | undefined> {
  const [row] = await tx<(Run & { piece: Piece })[]>`
    select ${runColumns(tx)}, jsonb_build_object('id', p.id, 'transcriptionId', p.transcription_id,
      'startMs', p.start_ms, 'endMs', p.end_ms) as piece
    from private.transcription_pieces p
    join public.transcriptions t on t.id = p.transcription_id
    join public.entries e on e.id = t.entry_id
    where p.id = ${id} and p.transcript is null and t.status = 'processing'`;
  return row && { piece: row.piece, run: row };
}

/** Each piece becomes a job of its own. Adding a piece again changes nothing. */
export async function addPieces(tx: Transaction, transcriptionId: string, spans: Span[]): Promise<void> {
  const rows = spans.map(({ startMs, endMs }) => ({
    transcription_id: transcriptionId,
    start_ms: startMs,
    end_ms: endMs,
  }));
  await tx`insert into private.transcription_pieces ${tx(rows)} on conflict (transcription_id, start_ms) do nothing`;
}

/**
 * Keeps a finished piece. `rest` is what of its span is still to be done, where a dense part made it end early. The piece
 * that finishes last also completes the transcription.
 */
export async function finishPiece(tx: Transaction, piece: Piece, transcript: Transcript, rest?: Span): Promise<void> {
  // Without the lock, two last pieces would each see the other one unfinished.
  await tx`select from public.transcriptions where id = ${piece.transcriptionId} for update`;
  await tx`update private.transcription_pieces set transcript = ${tx.json(transcript)} where id = ${piece.id}`;
  if (rest) await addPieces(tx, piece.transcriptionId, [rest]);
  const pieces = await tx<{ transcript: Transcript | null }[]>`
    select transcript from private.transcription_pieces
    where transcription_id = ${piece.transcriptionId} order by start_ms`;
  const finished = pieces.flatMap(({ transcript }) => transcript ?? []);
  if (finished.length === pieces.length) {
    await completeTranscription(tx, piece.transcriptionId, joinTranscripts(finished));
    await tx`delete from private.transcription_pieces where transcription_id = ${piece.transcriptionId}`;
    return;
  }
  await tx`
    update public.transcriptions set progress = ${Math.floor((100 * finished.length) / pieces.length)}
    where id = ${piece.transcriptionId} and status = 'processing'`;
}

/** processing -> completed, with its segments. Nothing happens where the transcription has ended meanwhile. */
export async function completeTranscription(tx: Transaction, id: string, transcript: Transcript): Promise<void> {
  const [completed] = await tx<{ user_id: string }[]>`
    update public.transcriptions
    set status = 'completed', progress = 100, ended_at = now(), text = ${transcript.text},
      language = coalesce(${transcript.language ?? null}, language), confidence = ${transcript.confidence ?? null},
      audio_ms = ${transcript.audio_ms ?? null}
    where id = ${id} and status = 'processing'
    returning user_id`;
  if (completed) await insertSegments(tx, { id, userId: completed.user_id }, transcript);
}

/** Segments in order, positions from 0. */
export async function insertSegments(
  tx: Transaction,
  transcription: { id: string; userId: string },
  { segments }: Transcript,
): Promise<void> {
  await tx`
    insert into public.segments (transcription_id, user_id, position, start_ms, end_ms, speaker, text, words)
    select ${transcription.id}, ${transcription.userId}, s.position - 1, s.start_ms, s.end_ms, s.speaker, s.text, s.words
    from rows from (
      jsonb_to_recordset(${tx.json(segments)}) as (start_ms int, end_ms int, speaker text, text text, words jsonb)
    ) with ordinality as s (start_ms, end_ms, speaker, text, words, position)`;
}
