import type { z } from "zod";
import type { Config } from "../../../shared/config.ts";
import type { Transaction } from "../../../shared/db.ts";
import type { ProblemCode } from "../../../shared/errors.ts";
import { lastPart } from "../../../shared/links/file_name.ts";
import { recogniseLink } from "../../../shared/links/recognise_link.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import { storeReply } from "../idempotency/store_reply.ts";
import { insertAudio, objectPath } from "./add_audio.ts";
import type { EntryRow } from "./entry_row.ts";
import { expiryOf } from "./expiry.ts";
import type { LinkEntry } from "./schemas.ts";

/** What can be told from a link alone. */
export const linkProblems: ProblemCode[] = ["url_not_allowed", "link_not_a_file", "link_not_supported"];

export type NewLink = Omit<z.output<typeof LinkEntry>, "kind">;

/**
 * Adds an entry whose audio the worker brings from a link; the insert itself makes the job. Throws `url_not_allowed`,
 * `link_not_a_file` and `link_not_supported` for what can be told from the link alone.
 */
export async function addLink({ config, db }: ApiDeps, caller: ApiCaller, link: NewLink): Promise<EntryRow> {
  return await db.asUser(caller, async (tx) => {
    const entry = await insertLink(tx, config, caller, link);
    await storeReply(tx, caller, { status: 201, body: entry });
    return entry;
  });
}

/** The same within a longer transaction. */
export async function insertLink(
  tx: Transaction,
  config: Config,
  caller: ApiCaller,
  { url, start, end, expires_in, title = "", ...rest }: NewLink,
): Promise<EntryRow> {
  recogniseLink(url, config.links);
  const id = crypto.randomUUID();
  return await insertAudio(tx, {
    ...rest,
    ...expiryOf(expires_in),
    title,
    id,
    user_id: caller.userId,
    source: "link",
    status: "importing",
    link: url,
    clip_start_ms: start ?? null,
    clip_end_ms: end ?? null,
    object_path: objectPath(caller, id, { fileName: lastPart(new URL(url)), mimeType: null }),
  });
}
