import type { Transaction } from "../../../../shared/db.ts";
import { demandTranscription } from "../read_transcription.ts";
import { transcriptionColumns, type TranscriptionRow } from "../schemas.ts";
import type { Held } from "./hold_transcription.ts";
import type { State } from "./state.ts";

export const changeKinds = ["segment", "speakers", "merge", "revert"] as const;

/** What an edit does; `text` is the whole text where it changes. */
type Change = {
  kind: (typeof changeKinds)[number];
  position?: number;
  before: State;
  after: State;
  text?: string;
};

/** Makes a change: its segments, the transcription as its next revision, and what tells how to undo it. */
export async function saveChange(
  tx: Transaction,
  { id, revision }: Held,
  { kind, position, before, after, text }: Change,
): Promise<TranscriptionRow> {
  const [, edited] = await Promise.all([
    tx`
      update public.segments s
      set text = coalesce(changed.fields ->> 'text', s.text),
        speaker = case when changed.fields ? 'speaker' then changed.fields ->> 'speaker' else s.speaker end,
        words = coalesce(said.words, s.words)
      from jsonb_each(${tx.json(after)} -> 'segments') as changed (position, fields)
      left join jsonb_each(${tx.json(after)} -> 'words') as said (position, words) using (position)
      where s.transcription_id = ${id} and s.position = changed.position::int`,
    tx<TranscriptionRow[]>`
      update public.transcriptions
      set revision = revision + 1, text = coalesce(${text ?? null}, text),
        speakers = coalesce(${after.speakers ? tx.json(after.speakers) : null}, speakers)
      where id = ${id} and revision = ${revision} and status = 'completed'
      returning ${tx(transcriptionColumns)}`,
    tx`
      insert into public.transcription_changes (transcription_id, revision, user_id, kind, position, before, after)
      values (${id}, ${revision + 1}, (select auth.uid()), ${kind}, ${position ?? null}, ${tx.json(before)}, ${
      tx.json(after)
    })`,
  ]);
  return demandTranscription(edited, id);
}
