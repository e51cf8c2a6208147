import { join } from "node:path";
import { OpenAiError } from "../openai/error.ts";
import { runProgram } from "./run_program.ts";
import { type Pcm, sampleRate } from "./types.ts";
import { decodeWav } from "./wav.ts";

// Without this list a "recording" that is a playlist makes ffmpeg read whatever files the playlist names.
const containers = "wav,mp3,mov,mp4,m4a,matroska,webm,ogg,flac,aac";

// OpenAI refuses less than a tenth of a second in the same words.
const shortestAudio = sampleRate / 10;

/**
 * Turns an audio file (wav, mp3, m4a, mp4, aac, ogg, flac, webm) into samples, through ffmpeg or, where that is not
 * installed, through our own reader of wav. Throws `OpenAiError` 400 when that is not possible.
 */
export async function decodeAudio(
  file: Uint8Array,
  options: { program?: string } = {},
): Promise<Pcm> {
  if (file.length === 0) throw invalidFile("The file is empty. Send a recording.", "empty_file");
  const samples = await decodeWithFfmpeg(file, options.program ?? "ffmpeg");
  if (samples.length < shortestAudio) {
    throw invalidFile("Audio file is too short. Minimum audio length is 0.1 seconds.", "audio_too_short");
  }
  return samples;
}

async function decodeWithFfmpeg(file: Uint8Array, program: string): Promise<Pcm> {
  const folder = await Deno.makeTempDir({ prefix: "speech_" });
  try {
    // A file and not a pipe: an mp4 with its index at the end can only be read by going back.
    const path = join(folder, "audio");
    await Deno.writeFile(path, file);
    const input = ["-v", "error", "-nostdin", "-format_whitelist", containers, "-i", path];
    const output = ["-vn", "-ac", "1", "-ar", `${sampleRate}`, "-f", "s16le", "-"];
    const { success, stdout } = await runProgram(program, [...input, ...output]);
    if (!success) {
      throw invalidFile("The audio could not be decoded: the file is damaged, of another format, or has no sound.");
    }
    return new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.byteLength / 2));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return decodeWithoutFfmpeg(file);
    throw error;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function decodeWithoutFfmpeg(file: Uint8Array): Pcm {
  const samples = decodeWav(file);
  if (samples) return samples;
  throw invalidFile(
    "Only PCM wav can be decoded because ffmpeg is not installed here. Install it (Debian: `sudo apt-get install ffmpeg`) or send wav.",
  );
}

function invalidFile(message: string, code = "invalid_value"): OpenAiError {
  return new OpenAiError(400, message, { param: "file", code });
}
