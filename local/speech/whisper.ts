import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pLimit from "p-limit";
import { cutAtSilences } from "./cut_at_silences.ts";
import { groupSegments } from "./group_segments.ts";
import { readWhisperWords } from "./read_whisper_words.ts";
import { type Pcm, sampleRate, type SpeechEngine, type Word } from "./types.ts";
import { whisperModel } from "./whisper_hub.ts";
import { type WhisperMessage, whisperMessageSchema, type WhisperQuestion } from "./whisper_messages.ts";
import { whisperLanguages } from "./whisper_languages.ts";

// Whisper hears 30 s at a time; two less leave room for the cut.
const longestPiece = 28;

/**
 * Starts Whisper in a process of its own, because its runtime is large: there it is fetched without becoming part of
 * the project's lock file and node_modules. Tells `say` what it fetches. Throws when it cannot be loaded.
 */
export async function startWhisper(
  { cacheDir, say, library = "npm:@huggingface/transformers@4.3.1" }: {
    cacheDir: string;
    say: (line: string) => void;
    library?: string;
  },
): Promise<SpeechEngine> {
  say("Loading Whisper. The first time this fetches its runtime and about 80 MB of weights.");
  const child = openProcess(library, cacheDir);
  const first = await child.read((note) => say(note));
  if (!("ready" in first)) {
    await child.close();
    throw new Error(`Whisper could not be loaded: ${"failure" in first ? first.failure : "unexpected answer"}.`);
  }
  const oneAtATime = pLimit(1);
  return {
    name: "Whisper",
    models: ["whisper-base"],
    languages: whisperLanguages,
    transcribe: (audio, { language, signal }) =>
      oneAtATime(async () => {
        const heard = await hear(child, audio, language ?? null, signal);
        return { ...heard, duration: audio.length / sampleRate, segments: groupSegments(heard.words) };
      }),
    close: () => child.close(),
  };
}

type WhisperProcess = ReturnType<typeof openProcess>;

function openProcess(library: string, cacheDir: string) {
  const script = fileURLToPath(new URL("whisper_process.ts", import.meta.url));
  const flags = ["--allow-all", "--no-config", "--no-lock", "--node-modules-dir=none"];
  const child = spawn(Deno.execPath(), ["run", ...flags, script, library, whisperModel, cacheDir], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  // Writing to a process that has died raises this too; `read` reports the death.
  child.stdin.on("error", () => {});
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    write(question: WhisperQuestion) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
    },
    /** Returns the next message that is not a note; those go to `onNote`. */
    async read(onNote: (note: string) => void = () => {}): Promise<Exclude<WhisperMessage, { note: string }>> {
      for (let line = await lines.next(); !line.done; line = await lines.next()) {
        const message = whisperMessageSchema.parse(JSON.parse(line.value));
        if (!("note" in message)) return message;
        onNote(message.note);
      }
      return { failure: "its process has ended" };
    },
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}

async function hear(
  child: WhisperProcess,
  audio: Pcm,
  asked: string | null,
  signal: AbortSignal | undefined,
): Promise<{ language: string; words: Word[] }> {
  const words: Word[] = [];
  let language = asked;
  for (const { offset, samples } of cutAtSilences(audio, longestPiece)) {
    signal?.throwIfAborted();
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    child.write({ samples: bytes.toBase64(), language });
    const answer = await child.read();
    if (!("chunks" in answer)) {
      throw new Error("Whisper stopped. Start the speech server again.");
    }
    language = answer.language;
    words.push(...readWhisperWords(answer.chunks, { offset, duration: samples.length / sampleRate }));
  }
  return { language: language ?? "en", words };
}
