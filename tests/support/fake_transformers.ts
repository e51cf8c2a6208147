/** Stands for @huggingface/transformers in tests of the Whisper process: says how many samples it was given. */
export const env = { cacheDir: "", useBrowserCache: true };

export class Tensor {
  constructor(readonly type: string, readonly data: bigint[], readonly shape: number[]) {}
}

type Progress = { status: string; file?: string };

/** Resolves to a transcriber that hears German in everything and answers with one word about its input. */
export function pipeline(task: string, model: string, options: { progress_callback(progress: Progress): void }) {
  if (env.cacheDir === "") throw new Error("no cache folder was set");
  options.progress_callback({ status: "download", file: "config.json" });
  const transcribe = (samples: Float32Array, { language }: { language: string }) =>
    Promise.resolve({ chunks: [{ text: ` ${task}:${model}:${language}`, timestamp: [0.5, samples.length / 16_000] }] });
  const detect = ({ decoder_input_ids }: { decoder_input_ids: Tensor }) =>
    Promise.resolve({ logits: { data: Float32Array.of(9, 1, decoder_input_ids.data[0] === 50258n ? 2 : 0) } });
  const generation_config = { decoder_start_token_id: 50258, lang_to_id: { "<|en|>": 1, "<|de|>": 2 } };
  return Promise.resolve(Object.assign(transcribe, {
    processor: () => Promise.resolve({ input_features: null }),
    model: Object.assign(detect, { generation_config }),
  }));
}
