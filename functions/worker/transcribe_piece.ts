import { shiftTranscript } from "../../shared/transcript.ts";
import { findPiece, finishPiece } from "../../shared/transcriptions.ts";
import type { Handler } from "./drain.ts";
import { nothing, type TranscribeDeps } from "./transcribe.ts";

/** Job `transcribe_piece` (subject: piece). Cuts the piece out of the audio; its times then count from the audio's start. */
export function createTranscribePiece({ db, speech, audio }: TranscribeDeps): Handler {
  return async (id, signal) => {
    const found = await db.asService((tx) => findPiece(tx, id));
    if (!found) return nothing;
    const { piece, run } = found;
    const transcriber = await speech();
    const { offsetMs, nextMs, ...cut } = await audio.readSpan(run, piece, transcriber);
    const transcript = shiftTranscript(await transcriber.transcribe(cut, run.options, signal), offsetMs);
    const rest = nextMs === null ? undefined : { startMs: nextMs, endMs: piece.endMs };
    return (tx) => finishPiece(tx, piece, { ...transcript, audio_ms: cut.durationMs }, rest);
  };
}
