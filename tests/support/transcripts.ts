import type postgres from "postgres";
import type { Exportable } from "../../shared/export/exporters.ts";
import type { TranscriptSegment } from "../../shared/transcript.ts";
import type { Person } from "./people.ts";
import { addReadyEntry, addTranscription } from "./rows.ts";

type Content = { title?: string; language?: string; speakers?: Record<string, string>; segments: TranscriptSegment[] };

/** A transcript as exporters take it. */
export function exportableOf(segments: TranscriptSegment[], rest: Partial<Exportable> = {}): Exportable {
  return {
    ...{ id: crypto.randomUUID(), title: "A talk", language: "en", audio_ms: 60_000, speakers: {} },
    ...{ created_at: new Date("2026-11-21T10:00:00Z"), text: segments.map(({ text }) => text).join(" ") },
    segments: segments.map((segment, position) => ({ position, ...segment })),
    ...rest,
  };
}

/** A completed transcription of an audio entry, as the worker leaves it. */
export async function addTranscript(sql: postgres.Sql, person: Person, content: Content) {
  const { title = "A talk", language = "en", speakers = {}, segments } = content;
  const text = segments.map((segment) => segment.text).join(" ");
  const entryId = await addReadyEntry(sql, person);
  const id = await addTranscription(sql, person, entryId);
  await sql`update public.entries set title = ${title} where id = ${entryId}`;
  await sql`
    update public.transcriptions set status = 'completed', progress = 100, model = 'whisper-1', text = ${text},
      language = ${language}, speakers = ${sql.json(speakers)}, audio_ms = 60000, confidence = 0.5,
      started_at = now(), ended_at = now()
    where id = ${id}`;
  const rows = segments.map(({ start_ms = null, end_ms = null, speaker = null, words = null, text }, position) => ({
    ...{ transcription_id: id, user_id: person.id, position, start_ms, end_ms, speaker, text },
    words: words && sql.json(words),
  }));
  if (rows.length > 0) await sql`insert into public.segments ${sql(rows)}`;
  return { id, entryId };
}
