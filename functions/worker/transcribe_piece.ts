import { dividePiece, spanToCut } from "../../shared/media/plan.ts";
import { findPiece, finishPiece, recordCut } from "../../shared/pieces.ts";
import { askProvider } from "./ask_provider.ts";
import type { Handler } from "./drain.ts";
import { goOnWithOwnKey } from "./own_key.ts";
import { submitAudio } from "./submit_audio.ts";
import { nothing, planOf, type TranscribeDeps } from "./transcribe.ts";

/** Job `transcribe_piece` (subject: piece). Cuts the piece out of the audio and sends it; its times then count from the audio's start. */
export function createTranscribePiece(deps: TranscribeDeps): Handler {
  return async (id, work) => {
    const found = await deps.db.asService((tx) => findPiece(tx, id));
    if (!found) return nothing;
    return await askProvider(deps, found.run, work, async (transcriber, run) => {
      let { piece } = found;
      const readAudio = async () => {
        const plan = planOf(run, transcriber.abilities);
        const { startMs, endMs } = spanToCut(piece, plan);
        // Planned for a provider that takes more than the one which took over.
        const span = { startMs, endMs: Math.min(endMs, startMs + plan.maxMs) };
        const { offsetMs, nextMs, ...cut } = await deps.audio.readSpan(run, span, transcriber.abilities, work.signal);
        const divided = dividePiece(piece, nextMs ?? span.endMs, plan);
        piece = await deps.db.asService((tx) => recordCut(tx, piece, offsetMs, divided));
        return cut;
      };
      const outcome = await submitAudio(deps, transcriber, { run, piece }, readAudio, work);
      if ("waiting" in outcome) return outcome.waiting;
      return goOnWithOwnKey(deps, run, work, (tx) => finishPiece(tx, piece, outcome.transcript));
    });
  };
}
