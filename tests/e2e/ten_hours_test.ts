import assert from "node:assert/strict";
import { type HeardPiece, joinTranscripts } from "../../shared/join_transcripts.ts";
import { cutAudio } from "../../shared/media/cut.ts";
import { planPieces, spanToCut } from "../../shared/media/plan.ts";
import { inspectAudio } from "../../shared/media/probe.ts";
import { shiftTranscript } from "../../shared/transcript.ts";
import { startAudioServer } from "../support/audio.ts";
import { hearSpan, speak } from "../support/heard_pieces.ts";
import { makeLongRecording } from "../support/long_recording.ts";
import { createRandom } from "../support/random.ts";
import { splitWords } from "../support/speech.ts";

const hours = 10;
const limits = { maxBytes: 24 * 2 ** 20, maxMs: 600_000 };
/** How much may be read for each piece beside it: the head of the file, its index, blocks that are read in part. */
const files = {
  "ten_hours.mp3": { encoding: ["-ac", "1", "-ar", "8000", "-c:a", "libmp3lame", "-b:a", "8k"], besides: 300_000 },
  "ten_hours.m4a": { encoding: ["-ac", "1", "-ar", "8000", "-c:a", "aac", "-b:a", "8k"], besides: 6_000_000 },
  "ten_hours.ogg": {
    encoding: ["-ac", "1", "-c:a", "libopus", "-b:a", "6k", "-frame_duration", "60"],
    besides: 6_000_000,
  },
};

Deno.test("ten hours in pieces come back with every word once, at its time", async (t) => {
  const folder = await Deno.makeTempDir();
  const random = createRandom(10);
  const spoken = speak(random, { milliseconds: hours * 3_600_000 });
  for (const [name, { encoding, besides }] of Object.entries(files)) {
    await t.step(name, async () => {
      const bytes = await Deno.readFile(await makeLongRecording(folder, name, { hours, encoding }));
      assert.ok(bytes.length < 40_000_000);
      await using server = startAudioServer(bytes);
      const facts = await inspectAudio(server.url, { maxSeconds: hours * 3600 + 1800, fetch });
      assert.ok(facts.durationMs > hours * 3_600_000 - 1000);
      const options = { ...facts, ...limits };
      const hearPiece = async (piece: { startMs: number; endMs: number }): Promise<HeardPiece> => {
        const cut = await cutAudio(server.url, {
          ...spanToCut(piece, options),
          maxBytes: limits.maxBytes,
          facts,
          fetch,
        });
        assert.equal(cut.nextMs, null);
        assert.ok(cut.durationMs <= limits.maxMs);
        const span = { startMs: cut.offsetMs, endMs: cut.offsetMs + cut.durationMs };
        // A recogniser counts from the start of what it is sent.
        const heard = shiftTranscript(hearSpan(spoken, span, random, { gives: "words", jitterMs: 100 }), -cut.offsetMs);
        return { ...piece, transcript: shiftTranscript(heard, cut.offsetMs) };
      };
      server.bytesSent = 0;
      const plan = planPieces(options);
      const pieces: HeardPiece[] = [];
      for (let index = 0; index < plan.length; index += 4) {
        pieces.push(...await Promise.all(plan.slice(index, index + 4).map(hearPiece)));
      }
      assert.ok(server.bytesSent < bytes.length * 1.1 + plan.length * besides, `${server.bytesSent} bytes were read`);

      const joined = joinTranscripts(pieces);
      const truth = spoken.filter(({ endMs }) => endMs <= facts.durationMs);
      assert.deepEqual(splitWords(joined.text), truth.map(({ text }) => text));
      const words = joined.segments.flatMap((segment) => segment.words ?? []);
      for (const [index, { start_ms }] of words.entries()) {
        assert.ok(Math.abs(start_ms - (truth[index]?.startMs ?? 0)) <= 100, `word ${index} begins at ${start_ms}`);
      }
      assert.equal(joined.audio_ms, facts.durationMs);
    });
  }
  await Deno.remove(folder, { recursive: true });
});
