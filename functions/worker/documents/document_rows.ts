import type { Transaction } from "../../../shared/db.ts";
import type { Place } from "../../../shared/reading/blocks.ts";
import { NotYet } from "../failure.ts";
import type { Spent } from "./ask_model.ts";
import type { Made, PieceResult } from "./make_document.ts";
import type { Stretch } from "./read_transcript.ts";
import type { Task } from "./task.ts";

const taskColumns = (tx: Transaction) =>
  tx`d.id, d.user_id as "userId", d.transcription_id as "transcriptionId", d.kind, d.options,
    d.prompt_text as "promptText", e.title, t.speakers, t.revision`;

/** queued | processing -> processing. Undefined where there is nothing left to do: ended, cancelled or deleted meanwhile. */
export async function startDocument(tx: Transaction, id: string): Promise<Task | undefined> {
  const [task] = await tx<Task[]>`
    update public.documents d set status = 'processing', started_at = coalesce(d.started_at, now())
    from public.transcriptions t join public.entries e on e.id = t.entry_id
    where d.id = ${id} and d.status in ('queued', 'processing') and t.id = d.transcription_id
    returning ${taskColumns(tx)}`;
  return task;
}

export type FinishedPiece = { id: string; result: PieceResult | null; revision: number | null } & Spent;

/** The pieces of a document in their order. */
export async function readPieces(tx: Transaction, documentId: string): Promise<FinishedPiece[]> {
  return await tx<FinishedPiece[]>`
    select id, result, revision, provider, model, input_tokens::int as "inputTokens", output_tokens::int as "outputTokens"
    from private.document_pieces where document_id = ${documentId} order by segment, start_offset`;
}

/** A piece that still needs work. Undefined where it is done, or its document has ended. */
export async function findPiece(
  tx: Transaction,
  id: string,
): Promise<{ task: Task; piece: { id: string; stretch: Stretch } } | undefined> {
  const [row] = await tx<(Task & { from: Place; until: Place | null })[]>`
    select ${taskColumns(tx)}, jsonb_build_object('segment', p.segment, 'offset', p.start_offset) as from, (
        select jsonb_build_object('segment', next.segment, 'offset', next.start_offset) from private.document_pieces next
        where next.document_id = p.document_id and (next.segment, next.start_offset) > (p.segment, p.start_offset)
        order by next.segment, next.start_offset limit 1
      ) as until
    from private.document_pieces p
    join public.documents d on d.id = p.document_id
    join public.transcriptions t on t.id = d.transcription_id
    join public.entries e on e.id = t.entry_id
    where p.id = ${id} and p.result is null and d.status = 'processing'`;
  if (!row) return undefined;
  const { from, until, ...task } = row;
  return { task, piece: { id, stretch: { from, until: until ?? undefined } } };
}

/** Plans a document that is processing; each piece becomes a job of its own. Counts what it took to see the need. */
export async function addPieces(tx: Transaction, task: Task, starts: Place[], spent: Spent): Promise<void> {
  const isHeld = await holdDocument(tx, task.id);
  await meter(tx, task, spent);
  if (!isHeld || starts.length === 0) return;
  const rows = starts.map(({ segment, offset }) => ({ document_id: task.id, segment, start_offset: offset }));
  await tx`insert into private.document_pieces ${tx(rows)} on conflict do nothing`;
}

/** Puts two pieces in the place of one whose answer would be too long. */
export async function dividePiece(
  tx: Transaction,
  id: string,
  task: Task,
  starts: Place[],
  spent: Spent,
): Promise<void> {
  const gone = await tx`delete from private.document_pieces where id = ${id} and result is null returning id`;
  await addPieces(tx, task, gone.length > 0 ? starts : [], spent);
}

/** Keeps what came of a piece, and what it took. The one that finishes last has the document joined. */
export async function finishPiece(
  tx: Transaction,
  id: string,
  task: Task,
  result: PieceResult,
  spent: Spent,
): Promise<void> {
  const isHeld = await holdDocument(tx, task.id);
  await meter(tx, task, spent);
  await tx`
    update private.document_pieces
    set result = ${tx.json(result)}, revision = ${task.revision}, provider = ${spent.provider}, model = ${spent.model},
      input_tokens = ${spent.inputTokens}, output_tokens = ${spent.outputTokens}
    where id = ${id}`;
  if (!isHeld) return;
  await tx`
    select private.enqueue_jobs('document', array[${task.id}]::uuid[])
    where not exists (select from private.document_pieces where document_id = ${task.id} and result is null)`;
}

/** Has the pieces done that an earlier attempt left. Throws `NotYet` where the last of them was finished meanwhile. */
export async function goOnWithPieces(tx: Transaction, documentId: string): Promise<void> {
  if (!await holdDocument(tx, documentId)) return;
  const unfinished = await tx<{ id: string }[]>`
    select id from private.document_pieces where document_id = ${documentId} and result is null`;
  if (unfinished.length === 0) throw new NotYet(0);
  await tx`select private.enqueue_jobs('document_piece', ${unfinished.map(({ id }) => id)}::uuid[])`;
}

/** processing -> completed. Nothing happens where it has ended meanwhile; what it took is counted all the same. */
export async function completeDocument(
  tx: Transaction,
  task: Task,
  { text, content, report }: Made,
  spent: Spent,
  pieces: FinishedPiece[] = [],
): Promise<void> {
  await meter(tx, task, spent);
  const all = [...pieces, spent];
  const last = all.findLast(({ provider }) => provider !== null);
  // Where the transcript was edited meanwhile, some of it is made from what it was before.
  const revision = Math.min(...pieces.map((piece) => piece.revision ?? 0), task.revision);
  const completed = await tx`
    update public.documents
    set status = 'completed', ended_at = now(), text = ${text}, content = ${tx.json(content)}, report = ${
    tx.json(report)
  },
      revision = ${revision}, provider = ${last?.provider ?? null}, model = ${last?.model ?? null},
      input_tokens = ${all.reduce((sum, { inputTokens }) => sum + inputTokens, 0)},
      output_tokens = ${all.reduce((sum, { outputTokens }) => sum + outputTokens, 0)}
    where id = ${task.id} and status = 'processing' returning id`;
  if (completed.length > 0) await tx`delete from private.document_pieces where document_id = ${task.id}`;
}

/** Whether a document is at work still; without the lock two last pieces would each see the other one unfinished. */
async function holdDocument(tx: Transaction, id: string): Promise<boolean> {
  const [row] = await tx<{ status: string }[]>`select status from public.documents where id = ${id} for no key update`;
  return row?.status === "processing";
}

async function meter(tx: Transaction, { id }: Task, { inputTokens, outputTokens }: Spent): Promise<void> {
  if (inputTokens + outputTokens === 0) return;
  await tx`
    select private.meter_tokens(user_id, ${inputTokens}, ${outputTokens}) from public.documents where id = ${id}`;
}
