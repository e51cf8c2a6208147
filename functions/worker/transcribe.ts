import { demandWithin } from "../../shared/clip.ts";
import type { Config } from "../../shared/config.ts";
import type { Database } from "../../shared/db.ts";
import type { Log } from "../../shared/log.ts";
import { type PlanOptions, planPieces } from "../../shared/media/plan.ts";
import { addPlan } from "../../shared/pieces.ts";
import type { FindTranscriber } from "../../shared/speech/registry.ts";
import type { Abilities, Audio, Limits } from "../../shared/speech/types.ts";
import { completeTranscription, heardMs, type Run, spanOf, startTranscription } from "../../shared/transcriptions.ts";
import { askProvider } from "./ask_provider.ts";
import type { AudioReader } from "./audio.ts";
import type { Handler } from "./drain.ts";
import { goOnWithOwnKey } from "./own_key.ts";
import { submitAudio } from "./submit_audio.ts";

export type TranscribeDeps = {
  config: Config;
  db: Database;
  speech: FindTranscriber;
  audio: AudioReader;
  log: Log;
  fetch: typeof fetch;
};

/** Job `transcribe` (subject: transcription). One call of the provider where it takes the audio as it is, else a plan of pieces. */
export function createTranscribe(deps: TranscribeDeps): Handler {
  return async (id, work) => {
    const started = await deps.db.asService((tx) => startTranscription(tx, id));
    if (!started) return nothing;
    demandWithin({ startMs: started.clipStartMs, endMs: started.clipEndMs }, started.durationMs);
    return await askProvider(deps, started, work, async (transcriber, run) => {
      const readAudio = wayToSend(deps.audio, transcriber.abilities, run, work.signal);
      if (!readAudio) {
        const spans = planPieces(planOf(run, transcriber.abilities));
        return goOnWithOwnKey(deps, run, work, (tx) => addPlan(tx, run, spans));
      }
      const outcome = await submitAudio(deps, transcriber, { run }, readAudio, work);
      if ("waiting" in outcome) return outcome.waiting;
      const { transcript } = outcome;
      return (tx) => completeTranscription(tx, id, { ...transcript, audio_ms: heardMs(run, transcript) });
    });
  };
}

/** The subject is gone or has ended: there is nothing to do, and the job is done. */
export const nothing = async () => {};

/** What is to be heard of a run, and the most that one call takes. */
export function planOf(run: Run, { bytes: { bytes, milliseconds } }: Abilities): PlanOptions {
  return { ...run, span: spanOf(run), maxBytes: bytes, maxMs: milliseconds };
}

/** How all of the audio reaches the provider in one call; undefined where it has to be cut. */
function wayToSend(
  audio: AudioReader,
  { bytes, url, clips, containers }: Abilities,
  run: Run,
  signal: AbortSignal,
): (() => Promise<Audio>) | undefined {
  if (!containers.includes(run.container)) return undefined;
  const isClip = run.clipStartMs !== null || run.clipEndMs !== null;
  if (url && fits(run, url) && (!isClip || clips)) return () => audio.link(run, isClip ? spanOf(run) : undefined);
  if (!isClip && fits(run, bytes)) return () => audio.readWhole(run, signal);
  return undefined;
}

function fits({ byteSize, durationMs }: Run, { bytes, milliseconds }: Limits): boolean {
  return byteSize <= bytes && durationMs <= milliseconds;
}
