import type { Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";

/** The labels of a transcript's speakers in their order, with the positions of what each one says. */
export async function readSpeakers(tx: Transaction, id: string): Promise<Map<string, number[]>> {
  const rows = await tx<{ speaker: string; positions: number[] }[]>`
    select speaker, array_agg(position order by position) as positions from public.segments
    where transcription_id = ${id} and speaker is not null group by speaker order by speaker`;
  return new Map(rows.map(({ speaker, positions }) => [speaker, positions]));
}

/** Throws `invalid_request` where fields name labels that no speaker has. */
export function demandSpeakers(labels: string[], named: { path: string; label: string }[]): void {
  const wrong = named.filter(({ label }) => !labels.includes(label));
  if (wrong.length === 0) return;
  const message = labels.length > 0
    ? `Must be one of ${labels.join(", ")}`
    : "Must be a speaker, and the transcript has none: PATCH a segment with a 'speaker' first";
  throw new AppError("invalid_request", `Correct ${wrong.map(({ path }) => path).join(", ")}: ${message}`, {
    fields: wrong.map(({ path }) => ({ path, message })),
  });
}
