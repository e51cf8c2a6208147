import { join } from "node:path";

/** The multilingual Whisper whose ONNX export also gives the cross attentions that word times are computed from. */
export const whisperModel = "onnx-community/whisper-base_timestamped";

const modelFiles = [
  "config.json",
  "tokenizer.json",
  "onnx/encoder_model_quantized.onnx",
  "onnx/decoder_model_merged_quantized.onnx",
];

/** Tells whether Whisper's weights are in `cacheDir` or the hub answers for them within three seconds. */
export async function isWhisperWithinReach(cacheDir: string, hub = "https://huggingface.co"): Promise<boolean> {
  return await isCached(cacheDir) || await hubAnswers(hub);
}

/** Looks for the files where transformers.js keeps them; it renames each into place when it is complete. */
async function isCached(cacheDir: string): Promise<boolean> {
  const found = modelFiles.map((file) => Deno.stat(join(cacheDir, whisperModel, file)).then(() => true, () => false));
  return (await Promise.all(found)).every(Boolean);
}

async function hubAnswers(hub: string): Promise<boolean> {
  try {
    const response = await fetch(`${hub}/${whisperModel}/resolve/main/config.json`, {
      method: "HEAD",
      signal: AbortSignal.timeout(3000),
    });
    return response.ok;
  } catch {
    return false;
  }
}
