import type { Database } from "../../shared/db.ts";
import { planPieces } from "../../shared/media/plan.ts";
import type { Transcriber } from "../../shared/speech/types.ts";
import { addPieces, completeTranscription, startTranscription } from "../../shared/transcriptions.ts";
import type { AudioReader } from "./audio.ts";
import type { Handler } from "./drain.ts";

export type TranscribeDeps = { db: Database; speech: () => Promise<Transcriber>; audio: AudioReader };

/** Job `transcribe` (subject: transcription). One call of the provider where it takes the audio as it is, else a plan of pieces. */
export function createTranscribe({ db, speech, audio }: TranscribeDeps): Handler {
  return async (id, signal) => {
    const transcriber = await speech();
    const { name: provider, model, limits } = transcriber;
    const run = await db.asService((tx) => startTranscription(tx, id, { provider, model }));
    if (!run) return nothing;
    const spans = planPieces({ ...run, maxBytes: limits.bytes, maxMs: limits.milliseconds });
    const fits = spans.length === 1 && transcriber.containers.includes(run.container);
    if (!fits) return (tx) => addPieces(tx, id, spans);
    const transcript = await transcriber.transcribe(await audio.readWhole(run, signal), run.options, signal);
    return (tx) => completeTranscription(tx, id, { ...transcript, audio_ms: transcript.audio_ms ?? run.durationMs });
  };
}

/** The subject is gone or has ended: there is nothing to do, and the job is done. */
export const nothing = async () => {};
