import type { Caller } from "../../../shared/auth.ts";
import { AppError } from "../../../shared/errors.ts";
import { handJob, holdJob } from "../../../shared/jobs.ts";
import type { ApiDeps } from "../deps.ts";
import { readEntry } from "../entries/read_entry.ts";
import { chooseProviders } from "./choose_providers.ts";
import { demandAudio } from "./demand_audio.ts";
import { Asked } from "./options.ts";
import { readTranscription } from "./read_transcription.ts";
import { summaryColumns, type SummaryRow, type TranscriptionRow } from "./schemas.ts";

/**
 * failed | cancelled -> queued, with what was asked at first; one that is at work is left at it. Pieces that were finished stay
 * finished. Throws `transcription_not_found`, `transcription_ended`, `entry_not_ready`, `worker_unavailable`, `transcribing_paused`, and what `chooseProviders` throws.
 */
export async function retryTranscription(
  deps: ApiDeps,
  caller: Caller,
  id: string,
  key: string | undefined,
): Promise<SummaryRow> {
  const { row, job } = await deps.db.asUser(caller, async (tx) => {
    const before = await readTranscription(tx, id);
    if (before.status === "queued" || before.status === "processing") return { row: withoutText(before) };
    demandUnfinished(before, key);
    demandAudio(await readEntry(tx, before.entry_id, { hold: true }), key !== undefined);
    const asked = Asked.parse(before.options);
    const { provider, fallbacks } = chooseProviders(deps.config.speech, asked, key !== undefined);
    const [row] = await tx<SummaryRow[]>`
      update public.transcriptions
      set status = 'queued', error_code = null, error_message = null, started_at = null, ended_at = null,
        own_key = ${key !== undefined}, provider = ${provider}, fallbacks = ${fallbacks}, model = ${asked.model ?? null}
      where id = ${id} and status in ('failed', 'cancelled')
      returning ${tx(summaryColumns)}`;
    if (!row) return { row: withoutText(await readTranscription(tx, id)) };
    if (key === undefined) return { row };
    return { row, job: await holdJob(tx, "transcribe", id, deps.config.worker.leaseSeconds) };
  });
  if (job && key !== undefined) {
    await handJob(deps, job, key).catch((cause) => {
      throw new AppError("worker_unavailable", "The work could not be begun with your key: try again", { cause });
    });
  }
  return row;
}

function demandUnfinished({ status, error_code }: TranscriptionRow, key: string | undefined): void {
  if (status === "completed") {
    throw new AppError("transcription_ended", "It is completed: POST /entries/{id}/transcriptions makes another one");
  }
  if (error_code === "provider_key_lost" && key === undefined) {
    throw new AppError("provider_key_missing", "It runs with your own key: send it again in 'X-Provider-Key'");
  }
}

function withoutText({ text: _, prompt_text: __, ...summary }: TranscriptionRow): SummaryRow {
  return summary;
}
