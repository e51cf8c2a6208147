import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Database } from "../../../shared/db.ts";
import { transcriptOfText } from "../../../shared/transcript.ts";
import { insertSegments } from "../../../shared/transcriptions.ts";
import type { ApiCaller } from "../deps.ts";
import { storeReply } from "../idempotency/store_reply.ts";
import { entryColumns, type EntryRow } from "./entry_row.ts";
import { expiryOf } from "./expiry.ts";
import type { TextEntry } from "./schemas.ts";

/**
 * Adds a text and its transcription in one step: typed text is born completed, one segment a paragraph, so that whatever
 * reads transcripts knows only one thing.
 */
export async function addText(
  db: Database,
  caller: ApiCaller,
  { text, expires_in, ...input }: z.infer<typeof TextEntry>,
) {
  const language = input.language ?? null;
  return await db.asUser(caller, async (tx) => {
    const [entry] = await tx<[EntryRow]>`
      insert into public.entries ${
      tx({
        ...input,
        ...expiryOf(expires_in),
        user_id: caller.userId,
        source: "typed",
        status: "ready",
        sha256: createHash("sha256").update(text).digest("hex"),
      })
    }
      returning ${entryColumns(tx)}`;
    const [transcription] = await tx<[{ id: string }]>`
      insert into public.transcriptions
        (user_id, entry_id, provider, status, progress, language, text, started_at, ended_at)
      values (${caller.userId}, ${entry.id}, 'text', 'completed', 100, ${language}, ${text}, now(), now())
      returning id`;
    await insertSegments(tx, { id: transcription.id, userId: caller.userId }, transcriptOfText(text, language));
    const added = { ...entry, transcription_id: transcription.id };
    await storeReply(tx, caller, { status: 201, body: added });
    return added;
  });
}
