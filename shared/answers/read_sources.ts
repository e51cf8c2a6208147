import type { Transaction } from "../db.ts";
import { AppError } from "../errors.ts";
import { speakerName } from "../export/speaker_name.ts";
import { countTokens } from "../language/count_tokens.ts";
import { renderSources } from "../language/render_sources.ts";
import type { Source } from "../language/types.ts";
import { findPassages } from "./find_passages.ts";

/** What a prompt is to be made of, and `room` for it in tokens. `looksFor` is what to look for where not all has room. */
export type SourcesAsked = { userId: string; transcriptionIds: string[]; looksFor: string; room: number };

/** More than this of what was found helps no answer, and costs. */
const mostFoundTokens = 24_000;
/** No text has fewer tokens than this many bytes make. */
const mostBytesPerToken = 5;

type TranscriptRow = {
  id: string;
  status: string;
  title: string;
  brought_at: Date;
  speakers: Record<string, string>;
  text_bytes: number;
};
type SegmentRow = {
  transcription_id: string;
  position: number;
  start_ms: number | null;
  end_ms: number | null;
  speaker: string | null;
  text: string;
};

/**
 * The transcripts of one owner as sources of a prompt: whole where they have room together, which takes one round trip, else
 * what findPassages finds in them. Throws `transcription_not_found`, `transcription_not_ready`, `prompt_too_long`.
 */
export async function readSources(tx: Transaction, asked: SourcesAsked): Promise<Source[]> {
  const { room } = asked;
  const [transcripts, whole] = await Promise.all([selectTranscripts(tx, asked), selectSmall(tx, asked)]);
  demandReady(transcripts, asked.transcriptionIds);
  const bytes = transcripts.reduce((sum, { text_bytes }) => sum + text_bytes, 0);
  if (bytes <= room * mostBytesPerToken) {
    const sources = toSources(transcripts, whole);
    if (tokensOf(sources) <= room) return sources;
  }
  return await findSources(tx, asked, transcripts);
}

/** Throws `transcription_not_found`, `transcription_not_ready` where not all of these are an owner's, and completed. */
export async function demandTranscripts(
  tx: Transaction,
  asked: Pick<SourcesAsked, "userId" | "transcriptionIds">,
): Promise<void> {
  demandReady(await selectTranscripts(tx, asked), asked.transcriptionIds);
}

function selectTranscripts(
  tx: Transaction,
  { userId, transcriptionIds }: Pick<SourcesAsked, "userId" | "transcriptionIds">,
) {
  return tx<TranscriptRow[]>`
    select t.id, t.status, e.title, e.created_at as brought_at, t.speakers, coalesce(octet_length(t.text), 0) as text_bytes
    from unnest(${transcriptionIds}::uuid[]) with ordinality as asked (id, place)
    join public.transcriptions t on t.id = asked.id
    join public.entries e on e.id = t.entry_id
    where t.user_id = ${userId}
    order by place`;
}

/** All segments, where there are not too many: the sizes of the texts are known without reading them. */
function selectSmall(tx: Transaction, { userId, transcriptionIds, room }: SourcesAsked) {
  return tx<SegmentRow[]>`
    select transcription_id, position, start_ms, end_ms, speaker, text from public.segments
    where user_id = ${userId} and transcription_id = any(${transcriptionIds}::uuid[]) and text <> ''
      and (
        select coalesce(sum(octet_length(text)), 0) from public.transcriptions
        where user_id = ${userId} and id = any(${transcriptionIds}::uuid[])
      ) <= ${room * mostBytesPerToken}::bigint
    order by transcription_id, position`;
}

function demandReady(transcripts: TranscriptRow[], ids: string[]): void {
  const missing = ids.find((id) => !transcripts.some((transcript) => transcript.id === id));
  if (missing !== undefined) {
    throw new AppError(
      "transcription_not_found",
      `You have no transcription '${missing}': GET /transcriptions lists yours`,
    );
  }
  const unready = transcripts.find(({ status }) => status !== "completed");
  if (unready) {
    const message = `The transcription '${unready.id}' is '${unready.status}': ask when it is completed`;
    throw new AppError("transcription_not_ready", message);
  }
}

/** What is found may be rendered longer than it was thought to be: then less is looked for. */
async function findSources(tx: Transaction, asked: SourcesAsked, transcripts: TranscriptRow[]): Promise<Source[]> {
  const { transcriptionIds, looksFor: question, userId } = asked;
  const room = Math.min(asked.room, mostFoundTokens);
  for (let tokens = Math.floor(room * 0.8); tokens >= 50; tokens = Math.floor(tokens / 2)) {
    const found = await findPassages(tx, { transcriptionIds, question, tokens });
    const sources = toSources(transcripts, await selectFound(tx, userId, found));
    if (tokensOf(sources) <= room) return sources;
  }
  throw promptTooLong();
}

/** The problem that a question does not go into what a model can read. */
export function promptTooLong(): AppError {
  return new AppError("prompt_too_long", "This is more than the model can read: ask a shorter question");
}

function selectFound(tx: Transaction, userId: string, found: { transcriptionId: string; position: number }[]) {
  return tx<SegmentRow[]>`
    select transcription_id, position, start_ms, end_ms, speaker, text
    from unnest(${found.map((one) => one.transcriptionId)}::uuid[], ${found.map((one) => one.position)}::int[])
      as found (transcription_id, position)
    join public.segments using (transcription_id, position)
    where user_id = ${userId} and text <> ''
    order by transcription_id, position`;
}

/** Sources in the order in which they were asked for; those of which nothing is there are left out. */
function toSources(transcripts: TranscriptRow[], segments: readonly SegmentRow[]): Source[] {
  const bySource = Map.groupBy(segments, ({ transcription_id }) => transcription_id);
  return transcripts.flatMap(({ id, title, brought_at, speakers }) => {
    const passages = (bySource.get(id) ?? []).map(({ position, start_ms, end_ms, speaker, text }) => ({
      ...{ position, text, startMs: start_ms, endMs: end_ms },
      speaker: speakerName(speaker, speakers) ?? null,
    }));
    const day = brought_at.toISOString().slice(0, 10);
    return passages.length === 0 ? [] : [{ transcriptionId: id, title: title ? `${title}, ${day}` : day, passages }];
  });
}

function tokensOf(sources: Source[]): number {
  return countTokens(renderSources(sources));
}
