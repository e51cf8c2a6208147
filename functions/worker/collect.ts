import type { Database } from "../../shared/db.ts";
import { finishPiece } from "../../shared/pieces.ts";
import { ProviderError } from "../../shared/provider_error.ts";
import type { FindTranscriber } from "../../shared/speech/registry.ts";
import type { Outcome, Transcriber } from "../../shared/speech/types.ts";
import { closeDispatch, type Dispatch, findDispatch } from "../../shared/dispatches.ts";
import type { Transcript } from "../../shared/transcript.ts";
import { completeTranscription, heardMs } from "../../shared/transcriptions.ts";
import { demandTranscriber } from "./ask_provider.ts";
import type { Handler } from "./drain.ts";
import { NotYet } from "./failure.ts";
import { sendAgain } from "./send_again.ts";
import { nothing } from "./transcribe.ts";

export type CollectDeps = { db: Database; speech: FindTranscriber; config: { speech: { pollSeconds: number } } };

/** After this nobody waits for an answer any more. */
const patienceMs = 24 * 60 * 60 * 1000;

/**
 * Job `collect` (subject: dispatch). Stores what a provider answered; where it has not, asks it. Of one that cannot be
 * asked the answer is taken for lost, and the audio is sent again, as it is where the provider failed through its own fault.
 */
export function createCollect({ db, speech, config }: CollectDeps): Handler {
  return async (id, { signal }) => {
    const found = await db.asService((tx) => findDispatch(tx, id));
    if (!found || found.dispatch.state === "done" || found.dispatch.state === "lost") return nothing;
    const { dispatch, run, piece } = found;
    if (!run) return (tx) => closeDispatch(tx, id, dispatch.externalId);

    const transcriber = await demandTranscriber(speech, dispatch.provider, run.model);
    let externalId = dispatch.externalId;
    let transcript: Transcript | undefined;
    try {
      const outcome = readOutcome(transcriber, dispatch);
      // Which id is ours we know from our own call, where we have its answer.
      if (outcome && "externalId" in outcome) externalId ??= outcome.externalId;
      transcript = outcome && "transcript" in outcome
        ? outcome.transcript
        : externalId === null
        ? undefined
        : await transcriber.later?.fetchResult?.(externalId, signal);
    } catch (error) {
      if (error instanceof ProviderError && error.ended) return await sendAgain(db, dispatch, { run, piece }, error);
      throw error;
    }
    if (transcript) {
      const heard = { ...transcript, audio_ms: heardMs(run, transcript) };
      return async (tx) => {
        if (piece) await finishPiece(tx, piece, heard);
        else await completeTranscription(tx, run.id, heard);
        await closeDispatch(tx, id, externalId);
      };
    }
    const isPatient = Date.now() - dispatch.createdAt.getTime() < patienceMs;
    if (isPatient && externalId !== null && transcriber.later?.fetchResult) throw new NotYet(config.speech.pollSeconds);
    return await sendAgain(db, dispatch, { run, piece }, silent(dispatch.provider));
  };
}

function readOutcome({ name, later }: Transcriber, { answer, externalId }: Dispatch): Outcome | undefined {
  if (!later) throw new ProviderError("provider_answer_invalid", `${name} does not answer later any more`);
  if (answer !== null) return later.readAnswer(answer);
  return externalId === null ? undefined : { externalId };
}

function silent(provider: string): ProviderError {
  return new ProviderError("provider_silent", `${provider} took the audio and never answered: try again`);
}
