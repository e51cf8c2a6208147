import { z } from "zod";
import type { Query, Transaction } from "../../../../shared/db.ts";
import { changeKinds } from "./save_change.ts";
import { EditedState } from "./state.ts";
import type { RowOf } from "../../row_of.ts";

/** One entry of a transcript's history. */
export const Change = z.object({
  revision: z.int().describe("The one that the change made"),
  kind: z.enum(changeKinds),
  position: z.int().nullable().describe("The segment, where the change is of one"),
  before: EditedState,
  after: EditedState,
  created_at: z.iso.datetime(),
}).meta({ ref: "Change" });

export type ChangeRow = RowOf<typeof Change>;

/** The changes of a transcription before a revision, newest first. Their words, which nobody reads, stay behind. */
export function listChanges(tx: Transaction, id: string, before: number, limit: number): Query<ChangeRow> {
  return tx<ChangeRow[]>`
    select revision, kind, position, created_at, before - '{words,text}'::text[] as before,
      after - '{words}'::text[] as after
    from public.transcription_changes
    where transcription_id = ${id} and revision < ${before}
    order by revision desc
    limit ${limit}`;
}
