import type { Transaction } from "./db.ts";

export type UploadLimits = { maxBytes: number; maxSeconds: number };

/** The limits on uploads that the operator has set. */
export async function readUploadLimits(tx: Transaction): Promise<UploadLimits> {
  const [limits] = await tx<[UploadLimits]>`
    select private.setting('max_upload_bytes')::bigint as "maxBytes",
      private.setting('max_audio_seconds')::int as "maxSeconds"`;
  return limits;
}
