import type { Database } from "../../shared/db.ts";
import type { FindTranscriber } from "../../shared/speech/registry.ts";
import { findForgettable, markForgotten } from "../../shared/submissions.ts";
import { demandTranscriber } from "./ask_provider.ts";
import type { Handler } from "./drain.ts";
import { NotYet } from "./failure.ts";
import { nothing } from "./transcribe.ts";

/** A provider may refuse to delete what it is still working on. */
const secondsBetweenTries = 60;

/** Job `forget` (subject: submission). Deletes the provider's copy of what we have deleted, where it keeps one. */
export function createForget({ db, speech }: { db: Database; speech: FindTranscriber }): Handler {
  return async (id, { signal }) => {
    const submission = await db.asService((tx) => findForgettable(tx, id));
    if (!submission?.externalId) return nothing;
    const { later } = await demandTranscriber(speech, submission.provider);
    const isGone = await later?.forget?.(submission.externalId, signal) ?? true;
    if (!isGone) throw new NotYet(secondsBetweenTries);
    return (tx) => markForgotten(tx, id);
  };
}
