import type { Database } from "../../shared/db.ts";
import type { Log } from "../../shared/log.ts";
import { ProviderError } from "../../shared/provider_error.ts";
import type { FindTranscriber } from "../../shared/speech/registry.ts";
import type { Transcriber } from "../../shared/speech/types.ts";
import { handOver, nameModel, type Run } from "../../shared/transcriptions.ts";
import type { Work } from "./drain.ts";
import { pause } from "./pause.ts";

/** How often work with a caller's own key is tried, as the queue cannot try it again. */
const triesWithOwnKey = 3;

/**
 * Has `ask` done by the run's provider. One that is down, refuses our key or is over its quota hands the run over to the next
 * of its fallbacks; the row says who has it. Throws `ProviderError` of the last one.
 */
export async function askProvider<T>(
  { db, speech, log }: { db: Database; speech: FindTranscriber; log: Log },
  run: Run,
  { key, signal }: Work,
  ask: (transcriber: Transcriber, run: Run) => Promise<T>,
): Promise<T> {
  if (run.ownKey && key === undefined) throw keyLost();
  let current = run;
  for (let tries = 1;; tries++) {
    try {
      const transcriber = await demandTranscriber(speech, current.provider, current.model);
      await db.asService((tx) => nameModel(tx, current, transcriber.model));
      return await ask(transcriber, current);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (key !== undefined) {
        if (!error.retryable || tries === triesWithOwnKey) throw error;
        await pause(Math.max(error.retrySeconds, 2 ** tries), signal);
        continue;
      }
      if (!error.handOver) throw error;
      const next = await db.asService((tx) => handOver(tx, current));
      if (next.provider === current.provider) throw error;
      log.error("handed over", error, { from: current.provider, to: next.provider, transcription_id: run.id });
      current = { ...current, ...next, model: null };
    }
  }
}

/** Throws `provider_unavailable` where the provider is not configured any more. */
export async function demandTranscriber(
  speech: FindTranscriber,
  name: string,
  model: string | null = null,
): Promise<Transcriber> {
  const transcriber = speech(name, model ?? undefined);
  if (transcriber) return await transcriber;
  throw new ProviderError("provider_unavailable", `${name} is not configured here any more`);
}

function keyLost(): ProviderError {
  return new ProviderError(
    "provider_key_lost",
    "The work stopped and your key was kept nowhere: POST /transcriptions/{id}/retry with 'X-Provider-Key' again",
  );
}
