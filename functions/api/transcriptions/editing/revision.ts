import { z } from "zod";
import { AppError } from "../../../../shared/errors.ts";

/** Which revision a caller means to change, as a field of a body. */
export const Revision = z.int().positive().optional().describe("Refuses the edit where this is not the current one");

/** The same as a header: tags as `revisionTag` writes them. A proxy that compresses makes them weak ones. */
export const IfMatch = z.object({
  "if-match": z.string().regex(
    /^\s*(\*|(W\/)?"\d{1,10}"(\s*,\s*(W\/)?"\d{1,10}")*)\s*$/,
    `Must be an ETag of the transcription, such as "3", or *`,
  ).optional().describe("ETag of the transcription: refuses the edit where it has changed since"),
});

/** What a caller holds an edit to; nothing where both are absent. */
export type Guard = { revision?: number | undefined; ifMatch?: string | undefined };

/** The `ETag` of a completed transcription. Source of the form: RFC 9110, section 8.8.3. */
export function revisionTag({ revision }: { revision: number }): string {
  return `"${revision}"`;
}

/** Throws `revision_conflict` where somebody else has edited the transcript since the caller read it. */
export function demandRevision(current: number, { revision = current, ifMatch = "*" }: Guard): void {
  const tags = ifMatch.trim() === "*" ? [current] : Array.from(ifMatch.matchAll(/\d+/g), ([digits]) => Number(digits));
  if (revision === current && tags.includes(current)) return;
  throw new AppError(
    "revision_conflict",
    `The transcript was edited meanwhile, its revision is now ${current}: read it again and repeat the edit`,
    { revision: current },
  );
}
