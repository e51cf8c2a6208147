import type { Caller } from "../../../shared/auth.ts";
import type { Database, Transaction } from "../../../shared/db.ts";
import { demandTranscription } from "../transcriptions/read_transcription.ts";
import { beginning, type Place } from "./schemas.ts";

export type Event = { type: string; data: { id: string }; created_at: Date; place: Place };

/** Some events in order, and where the next ones begin. `more`: some are waiting. `over`: none will come any more. */
export type Batch = { events: Event[]; place: Place; more: boolean; over: boolean };

/** Reads on behind a place; from the present on where there is none. One query. */
export type ReadEvents = (after: Place | undefined) => Promise<Batch>;

type Row = Omit<Event, "place"> & { written_by: string; number: number };
const batchSize = 100;
const columns = (tx: Transaction) => tx`type, data, created_at, written_by::text, id as number`;
/** Below it no transaction runs any more. */
const horizonOf = (tx: Transaction) => tx`private.count_on(pg_snapshot_xmin(pg_current_snapshot()))`;

/**
 * Everything that happens to the caller's rows. A transaction may commit after another one that began later, so an event is
 * told when no transaction that began before its own is left: nothing is ever added before a place that was passed.
 */
export function readOwnEvents(db: Database, caller: Caller): ReadEvents {
  return async (after) => {
    if (!after) {
      const [{ horizon }] = await db.asUser(
        caller,
        (tx) => tx<[{ horizon: string }]>`select ${horizonOf(tx)}::text as horizon`,
      );
      return { events: [], place: [horizon, 0], more: false, over: false };
    }
    const rows = await db.asUser(caller, (tx) =>
      tx<Row[]>`
        select ${columns(tx)} from public.events
        where user_id = ${caller.userId} and (events.written_by, id) > (${after[0]}::xid8, ${after[1]}::bigint)
          and events.written_by < ${horizonOf(tx)}
        order by events.written_by, id
        limit ${batchSize}`);
    return { ...toBatch(rows, after), over: false };
  };
}

/**
 * What happens to one transcription, until it has ended. Its events are numbered in the order of its history, as whoever
 * changes the row holds it until they commit; so there is nothing to wait for. Without a place the first event is its present
 * state. Throws `transcription_not_found`, also when it is deleted meanwhile.
 */
export function readTranscriptionEvents(db: Database, caller: Caller, id: string): ReadEvents {
  return async (after) => {
    if (!after) return await readState(db, caller, id);
    const rows = await db.asUser(caller, (tx) =>
      tx<({ ended: boolean } & (Row | { type: null }))[]>`
        select t.ended_at is not null as ended, e.*
        from public.transcriptions t
        left join lateral (
          select ${columns(tx)} from public.events
          where subject_id = t.id and id > ${after[1]}::bigint
          order by id
          limit ${batchSize}
        ) e on true
        where t.id = ${id}
        order by e.number`);
    const { ended } = demandTranscription(rows, id);
    const batch = toBatch(rows.flatMap((row) => row.type === null ? [] : [row]), after);
    return { ...batch, over: ended && !batch.more };
  };
}

type State = { data: { id: string }; created_at: Date; status: string; place: Place | null; ended: boolean };

async function readState(db: Database, caller: Caller, id: string): Promise<Batch> {
  const rows = await db.asUser(caller, (tx) =>
    tx<State[]>`
      select private.transcription_event_data(t) as data, t.updated_at as created_at, t.status, t.ended_at is not null as ended,
        (
          select jsonb_build_array(written_by::text, id) from public.events
          where subject_id = t.id order by id desc limit 1
        ) as place
      from public.transcriptions t where t.id = ${id}`);
  const { data, created_at, status, ended, place: last } = demandTranscription(rows, id);
  const place = last ?? beginning;
  return { events: [{ type: `transcription.${status}`, data, created_at, place }], place, more: false, over: ended };
}

function toBatch(rows: Row[], after: Place) {
  const events = rows.map(({ type, data, created_at, written_by, number }): Event => ({
    ...{ type, data, created_at },
    place: [written_by, number],
  }));
  return { events, place: events.at(-1)?.place ?? after, more: rows.length === batchSize };
}
