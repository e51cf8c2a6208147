import { callbackOf } from "../../shared/callbacks.ts";
import type { Config } from "../../shared/config.ts";
import type { Database } from "../../shared/db.ts";
import { ProviderError } from "../../shared/provider_error.ts";
import type { Audio, Outcome, Transcriber } from "../../shared/speech/types.ts";
import { acceptDispatch, findOpenDispatch, loseDispatch, openDispatch, type Subject } from "../../shared/dispatches.ts";
import type { Transcript } from "../../shared/transcript.ts";
import type { Work } from "./drain.ts";
import { guideSpeech } from "./guide_speech.ts";
import { outlastOutage } from "./outlast_outage.ts";
import type { Effect } from "./queue.ts";

export type SubmitDeps = { config: Pick<Config, "publicUrl" | "workerKey" | "speech">; db: Database };

/** What came of it: the transcript, or that it is waited for, with what has to be stored for that. */
export type Submitted = { transcript: Transcript } | { waiting: Effect };

/** Sends audio to a provider. Of one that answers later, the same audio is never sent again while an answer may still come. */
export async function submitAudio(
  deps: SubmitDeps,
  transcriber: Transcriber,
  subject: Subject,
  readAudio: () => Promise<Audio>,
  work: Work,
): Promise<Submitted> {
  const submit = async (audio: Audio, dispatchId: string): Promise<Outcome> =>
    await transcriber.submit(audio, guideSpeech(subject.run, transcriber.abilities), {
      signal: work.signal,
      apiKey: work.key,
      dispatchId,
      callback: await callbackOf(deps.config, transcriber.name, dispatchId),
    });
  if (!transcriber.later) {
    const outcome = await submit(await readAudio(), subject.piece?.id ?? subject.run.id);
    if ("transcript" in outcome) return outcome;
    throw new ProviderError("provider_answer_invalid", `${transcriber.name} did not answer with a transcript`);
  }

  const waitFor = (id: string, externalId: string | null): Submitted => {
    const seconds = secondsToAnswer(deps.config.speech.pollSeconds, transcriber, subject);
    return { waiting: (tx) => acceptDispatch(tx, id, { externalId, seconds }) };
  };
  const open = await deps.db.asService((tx) => findOpenDispatch(tx, subject));
  if (open) {
    if (open.state !== "sending") return waitFor(open.id, open.externalId);
    if (!transcriber.later.find) return waitFor(open.id, null);
    const externalId = await transcriber.later.find(open.id, work.signal);
    if (externalId !== undefined) return waitFor(open.id, externalId);
  }
  // Read before the dispatch is opened: a worker that is lost over the audio has sent nothing.
  const audio = await readAudio();
  const { id } = open ?? await deps.db.asService((tx) => openDispatch(tx, subject));
  try {
    const outcome = await submit(audio, id);
    return "externalId" in outcome ? waitFor(id, outcome.externalId) : outcome;
  } catch (error) {
    // Without an answer nobody knows whether it was taken: the dispatch stays open, and is looked for next time.
    if (
      error instanceof ProviderError &&
      (error.status !== undefined || (error.handOver && subject.run.fallbacks.length > 0))
    ) {
      await outlastOutage(() => deps.db.asService((tx) => loseDispatch(tx, id)), work.signal);
    }
    throw error;
  }
}

/** One that keeps results is asked for them soon; one that does not has to be given the time that the work may take. */
function secondsToAnswer(pollSeconds: number, { later }: Transcriber, { run, piece }: Subject): number {
  if (later?.fetchResult) return pollSeconds;
  const durationMs = piece ? piece.endMs - piece.startMs : run.durationMs;
  return 5 * pollSeconds + durationMs / 10_000;
}
