import type { Transaction } from "../db.ts";

/** A segment of one of the transcripts. */
export type Found = { transcriptionId: string; position: number };

/**
 * The segments that fit a question best, each with the one before and after it, about as many as make `tokens`: those that
 * hold most of its words, else those with which the transcripts begin. In the order of transcripts and positions.
 */
export async function findPassages(
  tx: Transaction,
  { transcriptionIds, question, tokens }: { transcriptionIds: string[]; question: string; tokens: number },
): Promise<Found[]> {
  const ranked = await tx<(Found & { bytes: number })[]>`
    select transcription_id as "transcriptionId", position, octet_length(text) as bytes
    from public.segments, to_tsquery('simple', (
      select coalesce(string_agg(quote_literal(word), ' | '), '') from unnest(tsvector_to_array(to_tsvector('simple', ${question}))) as word
    )) as query
    where transcription_id = any(${transcriptionIds}::uuid[]) and text <> ''
    order by ts_rank_cd(to_tsvector('simple', text), query) desc, position
    limit 300`;
  const found = new Map<string, Found>();
  let left = tokens * 3;
  for (const { transcriptionId, position, bytes } of ranked) {
    left -= bytes * 3 + 60;
    if (left < 0) break;
    for (const near of [position - 1, position, position + 1]) {
      found.set(`${transcriptionId} ${near}`, { transcriptionId, position: near });
    }
  }
  return [...found.values()];
}
