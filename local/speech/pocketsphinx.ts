import { join } from "node:path";
import pLimit from "p-limit";
import { cutAtSilences, type Piece } from "./cut_at_silences.ts";
import { groupSegments } from "./group_segments.ts";
import { readPocketSphinxWords } from "./read_pocketsphinx_words.ts";
import { runProgram } from "./run_program.ts";
import { type Pcm, sampleRate, type SpeechEngine, type Word } from "./types.ts";
import { encodeWav } from "./wav.ts";

const program = "pocketsphinx_continuous";
const processes = 2;

// Starting a recogniser costs 0.3 s of CPU: a minute makes that small, and half a short file still uses both processes.
const longestPiece = 60;
const shortestPiece = 10;

// Measured on five minutes of flite's four voices: 0.070 s of CPU per second of audio instead of 0.137 with the
// defaults, word error rate 6.7 % instead of 6.5 %. Narrower beams, -ds 2 or -fwdflat no are faster and lose 8 to 20 %.
const decoderFlags = {
  "-topn": "2",
  "-maxwpf": "10",
  "-maxhmmpf": "3000",
  "-pl_weight": "5",
  "-fwdflatbeam": "1e-50",
  "-fwdflatwbeam": "1e-24",
};

/** Recognises American English with PocketSphinx. Over all calls at most two recogniser processes run at once. */
export function createPocketSphinxEngine(): SpeechEngine {
  const allCalls = pLimit(processes);
  return {
    name: "PocketSphinx",
    models: ["pocketsphinx-en-us"],
    languages: ["en"],
    async transcribe(audio, { signal }) {
      // A place in the shared queue is taken only shortly before its turn, so a short file does not wait for a long one.
      const thisCall = pLimit(processes);
      const words = await recogniseAll(audio, signal, (run) => thisCall(() => allCalls(run)));
      return { language: "en", duration: audio.length / sampleRate, words, segments: groupSegments(words) };
    },
    close: () => Promise.resolve(),
  };
}

/** Tells whether the recogniser and its English model are installed and work, by letting it hear a moment of silence. */
export async function recogniserWorks(): Promise<boolean> {
  try {
    await createPocketSphinxEngine().transcribe(new Int16Array(sampleRate / 5), {});
    return true;
  } catch {
    return false;
  }
}

async function recogniseAll(
  audio: Pcm,
  signal: AbortSignal | undefined,
  enqueue: (run: () => Promise<Word[]>) => Promise<Word[]>,
): Promise<Word[]> {
  const half = audio.length / sampleRate / processes;
  const pieces = cutAtSilences(audio, Math.min(longestPiece, Math.max(shortestPiece, Math.ceil(half))));
  const failure = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const folder = await Deno.makeTempDir({ prefix: "speech_" });
  const runs = pieces.map((piece, index) => enqueue(() => recognise(piece, join(folder, `${index}.wav`), stop)));
  try {
    return (await Promise.all(runs)).flat();
  } catch (error) {
    failure.abort(error);
    await Promise.allSettled(runs);
    throw error;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function recognise({ offset, samples }: Piece, path: string, signal: AbortSignal): Promise<Word[]> {
  signal.throwIfAborted();
  await Deno.writeFile(path, encodeWav(samples));
  const flags = [...Object.entries(decoderFlags).flat(), "-time", "yes", "-logfn", "/dev/null"];
  const { success, code, stdout } = await runProgram(program, ["-infile", path, ...flags], { signal });
  if (!success) {
    throw new Error(`The recogniser stopped with code ${code}. Send the file again.`);
  }
  return readPocketSphinxWords(new TextDecoder().decode(stdout), { offset, duration: samples.length / sampleRate });
}
