import type { Transaction } from "./db.ts";
import type { AudioContainer } from "./media/containers.ts";
import type { Span, SpeechOptions } from "./speech/types.ts";
import type { Transcript } from "./transcript.ts";

/** A transcription that is to be worked on, with what its entry knows about the audio. */
export type Run = {
  id: string;
  userId: string;
  provider: string;
  /** Null until the work begins, unless the caller named one. */
  model: string | null;
  /** Who takes over from the provider, in this order. */
  fallbacks: string[];
  options: SpeechOptions;
  /** The operator's, as it was when the transcription was asked for. */
  promptText: string | null;
  ownKey: boolean;
  objectPath: string;
  objectEtag: string;
  container: AudioContainer;
  mimeType: string;
  byteSize: number;
  durationMs: number;
  /** Null at either end is that end of the audio. */
  clipStartMs: number | null;
  clipEndMs: number | null;
};

/** The columns of a `Run`, where transcriptions are `t` and entries `e`. */
export const runColumns = (tx: Transaction) =>
  tx`t.id, t.user_id as "userId", t.provider, t.model, t.fallbacks, t.options, t.prompt_text as "promptText",
    t.own_key as "ownKey",
    t.clip_start_ms as "clipStartMs", t.clip_end_ms as "clipEndMs",
    e.object_path as "objectPath", e.object_etag as "objectEtag", e.container,
    e.mime_type as "mimeType", e.byte_size as "byteSize", e.duration_ms as "durationMs"`;

/** What of the audio is to be transcribed. */
export function spanOf({ clipStartMs, clipEndMs, durationMs }: Run): Span {
  return { startMs: clipStartMs ?? 0, endMs: Math.min(clipEndMs ?? durationMs, durationMs) };
}

/** How much audio was transcribed, for the meter: what the provider counted, or what it was sent. */
export function heardMs(run: Run, { audio_ms }: Transcript): number {
  const { startMs, endMs } = spanOf(run);
  const isClip = run.clipStartMs !== null || run.clipEndMs !== null;
  return isClip ? endMs - startMs : audio_ms ?? endMs - startMs;
}

/** queued | processing -> processing. Undefined where there is nothing left to do: ended, cancelled or deleted meanwhile. */
export async function startTranscription(tx: Transaction, id: string): Promise<Run | undefined> {
  const [run] = await tx<Run[]>`
    update public.transcriptions t
    set status = 'processing', attempts = t.attempts + 1, started_at = coalesce(t.started_at, now())
    from public.entries e
    where t.id = ${id} and t.status in ('queued', 'processing') and e.id = t.entry_id
    returning ${runColumns(tx)}`;
  return run;
}

/** Keeps who does the work, and with which model. */
export async function nameModel(tx: Transaction, { id, provider }: Run, model: string): Promise<void> {
  await tx`
    update public.transcriptions set model = ${model}
    where id = ${id} and provider = ${provider} and model is distinct from ${model}`;
}

/** The next of the fallbacks becomes the provider, unless that has happened already. Gives who is asked now. */
export async function handOver(tx: Transaction, run: Run): Promise<Pick<Run, "provider" | "fallbacks">> {
  await tx`
    update public.transcriptions set provider = fallbacks[1], model = null, fallbacks = fallbacks[2:]
    where id = ${run.id} and provider = ${run.provider} and status = 'processing' and cardinality(fallbacks) > 0`;
  const [now] = await tx<[Pick<Run, "provider" | "fallbacks">?]>`
    select provider, fallbacks from public.transcriptions where id = ${run.id}`;
  return now ?? run;
}

/** processing -> completed, with its segments. False where the transcription has ended meanwhile: then nothing happens. */
export async function completeTranscription(tx: Transaction, id: string, transcript: Transcript): Promise<boolean> {
  const [completed] = await tx<{ user_id: string }[]>`
    update public.transcriptions
    set status = 'completed', progress = 100, ended_at = now(), text = ${transcript.text},
      language = coalesce(${transcript.language ?? null}, language), confidence = ${transcript.confidence ?? null},
      audio_ms = ${transcript.audio_ms ?? null}
    where id = ${id} and status = 'processing'
    returning user_id`;
  if (completed) await insertSegments(tx, { id, userId: completed.user_id }, transcript);
  return completed !== undefined;
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
