import type { z } from "zod";
import type { Caller } from "../../../shared/auth.ts";
import { AppError } from "../../../shared/errors.ts";
import type { ApiDeps } from "../deps.ts";
import { readEntry } from "../entries/read_entry.ts";
import { type Options, summaryColumns, type SummaryRow } from "./schemas.ts";

/**
 * Adds a queued transcription of an entry; the insert itself makes the job. Throws `entry_not_found`, `entry_not_ready`,
 * `entry_has_no_audio`.
 */
export async function submitTranscription(
  { config, db }: Pick<ApiDeps, "config" | "db">,
  caller: Caller,
  entryId: string,
  options: z.infer<typeof Options>,
): Promise<SummaryRow> {
  return await db.asUser(caller, async (tx) => {
    const entry = await readEntry(tx, entryId, { hold: true });
    if (entry.kind !== "audio") {
      throw new AppError("entry_has_no_audio", "A text needs no transcription: it was born with one");
    }
    if (entry.status !== "ready") {
      throw new AppError("entry_not_ready", "Upload the file and POST /entries/{id}/complete before you transcribe it");
    }
    const language = options.language ?? entry.language;
    const [transcription] = await tx<[SummaryRow]>`
      insert into public.transcriptions (user_id, entry_id, provider, options, language)
      values (${caller.userId}, ${entryId}, ${config.speech.provider}, ${
      tx.json({ ...options, ...(language && { language }) })
    }, ${language})
      returning ${tx(summaryColumns)}`;
    return transcription;
  });
}
