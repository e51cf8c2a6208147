import type { Caller } from "../../../shared/auth.ts";
import type { Transaction } from "../../../shared/db.ts";
import { demandWithin } from "../../../shared/clip.ts";
import { AppError, type ProblemCode } from "../../../shared/errors.ts";
import { handJob, holdJob } from "../../../shared/jobs.ts";
import { checkUrl } from "../../../shared/net/check_url.ts";
import type { Gift } from "../../../shared/speech/types.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import type { EntryRow } from "../entries/entry_row.ts";
import { inFlight } from "../idempotency/held_key.ts";
import { toWanted, type Wanted } from "../documents/wanted.ts";
import { storeReply } from "../idempotency/store_reply.ts";
import { countSubmission } from "../rate_limits/count_submission.ts";
import { demandAudio } from "./demand_audio.ts";
import { chooseProviders, type Chosen } from "./choose_providers.ts";
import type { Asked, Options } from "./options.ts";
import { summaryColumns, type SummaryRow } from "./schemas.ts";

/** What can be wrong with asking for a transcription. */
export const submissionProblems: ProblemCode[] = [
  "entry_not_found",
  "entry_not_ready",
  "entry_has_no_audio",
  "clip_out_of_range",
  "option_not_supported",
  "provider_not_available",
  "provider_key_missing",
  "url_not_allowed",
  "worker_unavailable",
  "transcribing_paused",
  "daily_limit_reached",
  "rate_limited",
  "quota_reached",
];

/**
 * Adds a queued transcription of the entry that `findEntry` finds, or makes in the same transaction; the insert itself makes the job. One with the caller's own key is handed to the
 * worker with the key. `id` is the transcription's own, where it is made from the request; `needs` is what the transcript
 * must hold. Throws `entry_not_found`, `entry_not_ready`, `entry_has_no_audio`, `clip_out_of_range`, `url_not_allowed`,
 * `worker_unavailable`, `transcribing_paused`, `idempotency_in_flight` where the id is there already, and what `chooseProviders` throws.
 */
export async function submitTranscription(
  deps: ApiDeps,
  caller: ApiCaller,
  findEntry: (tx: Transaction) => Promise<EntryRow>,
  { start, end, webhook_url, documents, ...asked }: Options,
  key: string | undefined,
  { id = crypto.randomUUID(), needs }: { id?: string; needs?: readonly Gift[] } = {},
): Promise<SummaryRow> {
  if (webhook_url !== undefined) checkUrl(new URL(webhook_url), deps.config.links);
  const chosen = chooseProviders(deps.config.speech, asked, key !== undefined, needs);
  const wanted = toWanted(deps.config.chat, documents);
  const { leaseSeconds } = deps.config.worker;
  const { row, job } = await deps.db.asUser(caller, async (tx) => {
    const entry = await findEntry(tx);
    demandAudio(entry, key !== undefined);
    const clip = clipOf(entry, { start, end });
    await countSubmission(tx, caller, { durationMs: entry.duration_ms, clip });
    const row = await insertTranscription(tx, caller, entry, chosen, asked, {
      clip,
      webhookUrl: webhook_url,
      wanted,
      ownKey: key !== undefined,
      id,
    });
    // With the caller's own key the answer depends on the worker too, so it is kept when it is known.
    if (key === undefined) await storeReply(tx, caller, { status: 202, body: row });
    return { row, job: key === undefined ? undefined : await holdJob(tx, "transcribe", row.id, leaseSeconds) };
  });
  if (job && key !== undefined) {
    await handJob(deps, job, key).catch(async (cause) => {
      await deps.db.asUser(caller, (tx) => tx`delete from public.transcriptions where id = ${row.id}`);
      throw new AppError("worker_unavailable", "The work could not be begun with your key: try again", { cause });
    });
  }
  return row;
}

type Rest = {
  clip: { startMs: number | null; endMs: number | null };
  webhookUrl: string | undefined;
  wanted: Wanted[];
  ownKey: boolean;
  id: string;
};

async function insertTranscription(
  tx: Transaction,
  caller: Caller,
  entry: EntryRow,
  { provider, fallbacks }: Chosen,
  asked: Asked,
  { clip, webhookUrl, wanted, ownKey, id }: Rest,
): Promise<SummaryRow> {
  const language = asked.language === "auto" ? null : asked.language ?? entry.language;
  const options = { ...asked, language: language ?? undefined };
  const [row] = await tx<SummaryRow[]>`
    insert into public.transcriptions ${
    tx({
      id,
      user_id: caller.userId,
      entry_id: entry.id,
      provider,
      fallbacks,
      model: asked.model ?? null,
      options: tx.json(options),
      language,
      clip_start_ms: clip.startMs,
      clip_end_ms: clip.endMs,
      webhook_url: webhookUrl ?? null,
      documents: tx.json(wanted),
      own_key: ownKey,
    })
  } on conflict (id) do nothing returning ${tx(summaryColumns)}`;
  // Only ids that are made from a request come twice: another try of it was faster.
  if (!row) throw inFlight();
  return row;
}

/** The part of the audio that is to be transcribed: as is asked, or as its entry says. What cannot be checked yet is when the link is imported. */
function clipOf(entry: EntryRow, { start, end }: Pick<Options, "start" | "end">): Rest["clip"] {
  const isAsked = start !== undefined || end !== undefined;
  const clip = isAsked
    ? { startMs: start ?? null, endMs: end ?? null }
    : { startMs: entry.clip_start_ms, endMs: entry.clip_end_ms };
  if (entry.duration_ms !== null) demandWithin(clip, entry.duration_ms);
  return clip;
}
