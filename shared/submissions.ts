import type { Transaction } from "./db.ts";
import type { Piece } from "./pieces.ts";
import { type Run, runColumns } from "./transcriptions.ts";

/** What a provider was sent that answers later. */
export type Submission = {
  id: string;
  state: "sending" | "accepted" | "answered" | "done" | "lost";
  provider: string;
  /** The provider's id; null until its answer to our call is known. */
  externalId: string | null;
  /** The body of the provider's call, once there was one. */
  answer: string | null;
  createdAt: Date;
};

const submissionColumns = (tx: Transaction) =>
  tx`s.id, s.state, s.provider, s.external_id as "externalId", s.answer, s.created_at as "createdAt"`;

/** What is asked of whom. */
export type Subject = { run: Run; piece?: Piece | undefined };

/** The open submission of some audio. One that is `sending` is of a worker that was lost: what the provider knows has to be found out. */
export async function findOpenSubmission(tx: Transaction, { run, piece }: Subject): Promise<Submission | undefined> {
  const [open] = await tx<Submission[]>`
    select ${submissionColumns(tx)} from private.submissions s
    where transcription_id = ${run.id} and coalesce(piece_id, transcription_id) = ${piece?.id ?? run.id}
      and state in ('sending', 'accepted', 'answered')`;
  return open;
}

/** Opens a submission, right before the provider is called: so a worker that is lost in the middle of the call leaves word of it. */
export async function openSubmission(tx: Transaction, { run, piece }: Subject): Promise<Submission> {
  const [added] = await tx<Submission[]>`
    insert into private.submissions as s (user_id, transcription_id, piece_id, provider)
    values (${run.userId}, ${run.id}, ${piece?.id ?? null}, ${run.provider})
    on conflict (transcription_id, coalesce(piece_id, transcription_id))
      where state in ('sending', 'accepted', 'answered') do nothing
    returning ${submissionColumns(tx)}`;
  // Another worker, whose lease has just ended, was quicker: the job comes again.
  if (!added) throw new Error(`There is an open submission of transcription '${run.id}' already`);
  return added;
}

/** sending -> accepted, and somebody looks after it in `seconds`. An answer that came earlier stands. */
export async function acceptSubmission(
  tx: Transaction,
  id: string,
  accepted: { externalId: string | null; seconds: number },
): Promise<void> {
  await tx`
    update private.submissions
    set external_id = coalesce(${accepted.externalId}, external_id),
      state = case when state = 'sending' then 'accepted' else state end
    where id = ${id}`;
  await tx`
    select private.enqueue_later('collect', id, ${accepted.seconds}) from private.submissions
    where id = ${id} and state in ('accepted', 'answered')`;
  await forgetIfUnwanted(tx, id);
}

/** It came to nothing: the same audio may be sent again. */
export async function loseSubmission(tx: Transaction, id: string): Promise<void> {
  await tx`update private.submissions set state = 'lost' where id = ${id} and state in ('sending', 'accepted', 'answered')`;
}

/** The transcript is stored, or nobody waits for it any more. */
export async function closeSubmission(tx: Transaction, id: string, externalId: string | null): Promise<void> {
  await tx`
    update private.submissions
    set state = 'done', answer = null, external_id = coalesce(${externalId}, external_id) where id = ${id}`;
  await forgetIfUnwanted(tx, id);
}

/** Deleted or cancelled while the provider was at work: its copy has nobody any more. */
async function forgetIfUnwanted(tx: Transaction, id: string): Promise<void> {
  await tx`
    select private.enqueue_jobs('forget', array[s.id]) from private.submissions s
    left join public.transcriptions t on t.id = s.transcription_id
    where s.id = ${id} and s.external_id is not null and s.forgotten_at is null and (t.id is null or t.status = 'cancelled')`;
}

/** A submission with its run, which is undefined where it has ended or is gone, and the piece where it was one. */
export async function findSubmission(
  tx: Transaction,
  id: string,
): Promise<{ submission: Submission; run: Run | undefined; piece: Piece | undefined } | undefined> {
  const [submission] = await tx<(Submission & { transcriptionId: string; pieceId: string | null })[]>`
    select ${submissionColumns(tx)}, s.transcription_id as "transcriptionId", s.piece_id as "pieceId"
    from private.submissions s where s.id = ${id}`;
  if (!submission) return undefined;
  const [run] = await tx<Run[]>`
    select ${runColumns(tx)} from public.transcriptions t join public.entries e on e.id = t.entry_id
    where t.id = ${submission.transcriptionId} and t.status = 'processing'`;
  const [piece] = await tx<Piece[]>`
    select id, transcription_id as "transcriptionId", start_ms as "startMs", end_ms as "endMs", cut_start_ms as "cutStartMs"
    from private.transcription_pieces where id = ${submission.pieceId}`;
  return { submission, run, piece };
}

/** How often the same audio was sent in vain since the run was begun, or begun again. */
export async function countLost(tx: Transaction, { run, piece }: Subject): Promise<number> {
  const [row] = await tx<[{ lost: number }]>`
    select count(*)::int as lost from private.submissions s join public.transcriptions t on t.id = s.transcription_id
    where t.id = ${run.id} and coalesce(s.piece_id, t.id) = ${piece?.id ?? run.id} and s.state = 'lost'
      and s.created_at >= t.started_at`;
  return row.lost;
}

/** What is still to be deleted at its provider. */
export async function findForgettable(tx: Transaction, id: string): Promise<Submission | undefined> {
  const [submission] = await tx<Submission[]>`
    select ${submissionColumns(tx)} from private.submissions s
    where s.id = ${id} and s.external_id is not null and s.forgotten_at is null`;
  return submission;
}

export async function markForgotten(tx: Transaction, id: string): Promise<void> {
  await tx`update private.submissions set forgotten_at = now(), answer = null where id = ${id}`;
}
