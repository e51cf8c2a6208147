import type { Transaction } from "./db.ts";
import type { Piece } from "./pieces.ts";
import { type Run, runColumns } from "./transcriptions.ts";

/** What a provider was sent that answers later. */
export type Dispatch = {
  id: string;
  state: "sending" | "accepted" | "answered" | "done" | "lost";
  provider: string;
  /** The provider's id; null until its answer to our call is known. */
  externalId: string | null;
  /** The body of the provider's call, once there was one. */
  answer: string | null;
  createdAt: Date;
};

const dispatchColumns = (tx: Transaction) =>
  tx`d.id, d.state, d.provider, d.external_id as "externalId", d.answer, d.created_at as "createdAt"`;

/** What is asked of whom. */
export type Subject = { run: Run; piece?: Piece | undefined };

/** The open dispatch of some audio. One that is `sending` is of a worker that was lost: what the provider knows has to be found out. */
export async function findOpenDispatch(tx: Transaction, { run, piece }: Subject): Promise<Dispatch | undefined> {
  const [open] = await tx<Dispatch[]>`
    select ${dispatchColumns(tx)} from private.dispatches d
    where transcription_id = ${run.id} and coalesce(piece_id, transcription_id) = ${piece?.id ?? run.id}
      and state in ('sending', 'accepted', 'answered')`;
  return open;
}

/** Opens a dispatch, right before the provider is called: so a worker that is lost in the middle of the call leaves word of it. */
export async function openDispatch(tx: Transaction, { run, piece }: Subject): Promise<Dispatch> {
  const [added] = await tx<Dispatch[]>`
    insert into private.dispatches as d (user_id, transcription_id, piece_id, provider)
    values (${run.userId}, ${run.id}, ${piece?.id ?? null}, ${run.provider})
    on conflict (transcription_id, coalesce(piece_id, transcription_id))
      where state in ('sending', 'accepted', 'answered') do nothing
    returning ${dispatchColumns(tx)}`;
  // Another worker, whose lease has just ended, was quicker: the job comes again.
  if (!added) throw new Error(`There is an open dispatch of transcription '${run.id}' already`);
  return added;
}

/** sending -> accepted, and somebody looks after it in `seconds`. An answer that came earlier stands. */
export async function acceptDispatch(
  tx: Transaction,
  id: string,
  accepted: { externalId: string | null; seconds: number },
): Promise<void> {
  await tx`
    update private.dispatches
    set external_id = coalesce(${accepted.externalId}, external_id),
      state = case when state = 'sending' then 'accepted' else state end
    where id = ${id}`;
  await tx`
    select private.enqueue_later('collect', id, ${accepted.seconds}) from private.dispatches
    where id = ${id} and state in ('accepted', 'answered')`;
  await forgetIfUnwanted(tx, id);
}

/** It came to nothing: the same audio may be sent again. */
export async function loseDispatch(tx: Transaction, id: string): Promise<void> {
  await tx`update private.dispatches set state = 'lost' where id = ${id} and state in ('sending', 'accepted', 'answered')`;
}

/** The transcript is stored, or nobody waits for it any more. */
export async function closeDispatch(tx: Transaction, id: string, externalId: string | null): Promise<void> {
  await tx`
    update private.dispatches
    set state = 'done', answer = null, external_id = coalesce(${externalId}, external_id) where id = ${id}`;
  await forgetIfUnwanted(tx, id);
}

/** Deleted or cancelled while the provider was at work: its copy has nobody any more. */
async function forgetIfUnwanted(tx: Transaction, id: string): Promise<void> {
  await tx`
    select private.enqueue_jobs('forget', array[d.id]) from private.dispatches d
    left join public.transcriptions t on t.id = d.transcription_id
    where d.id = ${id} and d.external_id is not null and d.forgotten_at is null and (t.id is null or t.status = 'cancelled')`;
}

/** A dispatch with its run, which is undefined where it has ended or is gone, and the piece where it was one. */
export async function findDispatch(
  tx: Transaction,
  id: string,
): Promise<{ dispatch: Dispatch; run: Run | undefined; piece: Piece | undefined } | undefined> {
  const [dispatch] = await tx<(Dispatch & { transcriptionId: string; pieceId: string | null })[]>`
    select ${dispatchColumns(tx)}, d.transcription_id as "transcriptionId", d.piece_id as "pieceId"
    from private.dispatches d where d.id = ${id}`;
  if (!dispatch) return undefined;
  const [run] = await tx<Run[]>`
    select ${runColumns(tx)} from public.transcriptions t join public.entries e on e.id = t.entry_id
    where t.id = ${dispatch.transcriptionId} and t.status = 'processing'`;
  const [piece] = await tx<Piece[]>`
    select id, transcription_id as "transcriptionId", start_ms as "startMs", end_ms as "endMs", cut_start_ms as "cutStartMs"
    from private.transcription_pieces where id = ${dispatch.pieceId}`;
  return { dispatch, run, piece };
}

/** How often the same audio was sent in vain since the run was begun, or begun again. */
export async function countLost(tx: Transaction, { run, piece }: Subject): Promise<number> {
  const [row] = await tx<[{ lost: number }]>`
    select count(*)::int as lost from private.dispatches d join public.transcriptions t on t.id = d.transcription_id
    where t.id = ${run.id} and coalesce(d.piece_id, t.id) = ${piece?.id ?? run.id} and d.state = 'lost'
      and d.created_at >= t.started_at`;
  return row.lost;
}

/** What is still to be deleted at its provider. */
export async function findForgettable(tx: Transaction, id: string): Promise<Dispatch | undefined> {
  const [dispatch] = await tx<Dispatch[]>`
    select ${dispatchColumns(tx)} from private.dispatches d
    where d.id = ${id} and d.external_id is not null and d.forgotten_at is null`;
  return dispatch;
}

export async function markForgotten(tx: Transaction, id: string): Promise<void> {
  await tx`update private.dispatches set forgotten_at = now(), answer = null where id = ${id}`;
}
