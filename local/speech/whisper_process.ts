/**
 * Runs Whisper in a process of its own: `whisper_process.ts <library> <model> <cache folder>`. It reads questions from
 * stdin and prints messages (whisper_messages.ts); it ends when stdin does, and so with the process that started it.
 */
import { createInterface } from "node:readline";
import process from "node:process";
import type { WhisperChunk, WhisperMessage, WhisperQuestion } from "./whisper_messages.ts";

/** The part of @huggingface/transformers 4.3.1 that is used here. */
type Transformers = {
  env: { cacheDir: string; useBrowserCache: boolean };
  Tensor: new (type: "int64", data: bigint[], shape: number[]) => unknown;
  pipeline(
    task: "automatic-speech-recognition",
    model: string,
    options: { dtype: "q8"; device: "cpu"; progress_callback(progress: { status: string; file?: string }): void },
  ): Promise<Transcriber>;
};

type Transcriber = {
  (
    samples: Float32Array,
    options: { return_timestamps: "word"; language: string; task: "transcribe" },
  ): Promise<{ chunks?: WhisperChunk[] }>;
  processor(samples: Float32Array): Promise<{ input_features: unknown }>;
  model: {
    (inputs: Record<string, unknown>): Promise<{ logits: { data: Float32Array } }>;
    generation_config: { decoder_start_token_id: number; lang_to_id: Record<string, number> };
  };
};

const [library = "", model = "", cacheDir = ""] = Deno.args;

try {
  // A computed name keeps the package, half a gigabyte unpacked, out of the module graph that `deno install` fetches.
  const transformers: Transformers = await import(library);
  transformers.env.cacheDir = cacheDir;
  transformers.env.useBrowserCache = false;
  const transcriber = await transformers.pipeline("automatic-speech-recognition", model, {
    dtype: "q8",
    device: "cpu",
    progress_callback: ({ status, file }) => {
      if (status === "download" && file) tell({ note: `Fetching ${file} of ${model}` });
    },
  });
  tell({ ready: true });
  for await (const line of createInterface({ input: process.stdin })) {
    tell(await answer(transformers, transcriber, JSON.parse(line)));
  }
} catch (error) {
  tell({ failure: error instanceof Error ? error.message : String(error) });
}

function tell(message: WhisperMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function answer(
  transformers: Transformers,
  transcriber: Transcriber,
  question: WhisperQuestion,
): Promise<WhisperMessage> {
  const bytes = Uint8Array.fromBase64(question.samples);
  const samples = Float32Array.from(new Int16Array(bytes.buffer), (value) => value / 0x8000);
  const language = question.language ?? await detectLanguage(transformers, transcriber, samples);
  const { chunks = [] } = await transcriber(samples, { return_timestamps: "word", language, task: "transcribe" });
  return { language, chunks };
}

/**
 * Returns the likeliest language code, as Whisper's authors do it: one decoder step after the start token, of which
 * only the language tokens count. transformers.js 4.3.1 does not do it by itself and takes everything for English.
 */
async function detectLanguage(
  { Tensor }: Transformers,
  { processor, model }: Transcriber,
  samples: Float32Array,
): Promise<string> {
  const { decoder_start_token_id: start, lang_to_id: languages } = model.generation_config;
  const { input_features } = await processor(samples);
  const decoder_input_ids = new Tensor("int64", [BigInt(start)], [1, 1]);
  const { logits } = await model({ input_features, decoder_input_ids });
  const [likeliest] = Object.entries(languages).map(([token, id]) => ({ token, score: logits.data[id] ?? -Infinity }))
    .toSorted((first, second) => second.score - first.score);
  return likeliest?.token.replace(/^<\||\|>$/g, "") ?? "en";
}
