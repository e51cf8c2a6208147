import type { Database } from "../../shared/db.ts";
import type { FindTranscriber } from "../../shared/speech/registry.ts";
import { findForgettable, markForgotten } from "../../shared/dispatches.ts";
import { demandTranscriber } from "./ask_provider.ts";
import type { Handler } from "./drain.ts";
import { NotYet } from "./failure.ts";
import { nothing } from "./transcribe.ts";

/** A provider may refuse to delete what it is still working on. */
const secondsBetweenTries = 60;

/** Job `forget` (subject: dispatch). Deletes the provider's copy of what we have deleted, where it keeps one. */
export function createForget({ db, speech }: { db: Database; speech: FindTranscriber }): Handler {
  return async (id, { signal }) => {
    const dispatch = await db.asService((tx) => findForgettable(tx, id));
    if (!dispatch?.externalId) return nothing;
    const { later } = await demandTranscriber(speech, dispatch.provider);
    const isGone = await later?.forget?.(dispatch.externalId, signal) ?? true;
    if (!isGone) throw new NotYet(secondsBetweenTries);
    return (tx) => markForgotten(tx, id);
  };
}
