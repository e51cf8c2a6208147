import { sampleRate } from "../../local/speech/types.ts";
import { decodeWav, encodeWav } from "../../local/speech/wav.ts";

const fixtures = new URL("../fixtures/", import.meta.url);
const pauseSeconds = 0.8;

/** Returns the bytes of a file in `tests/fixtures`. */
export function readFixture(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return Deno.readFile(new URL(name, fixtures));
}

/** Returns the words of a fixture that has a text beside it: lower case, no speakers' names, no punctuation. */
export async function readSpokenWords(name: "two_voices" | "sentence"): Promise<string[]> {
  const lines = (await Deno.readTextFile(new URL(`${name}.txt`, fixtures))).split("\n");
  return splitWords(lines.map((line) => line.replace(/^\w+: /, "")).join(" "));
}

/**
 * Makes a wav file of exactly `seconds` that repeats the two fixtures with pauses of 0.8 s for as long as a whole round
 * (27 s) fits, and says which words it holds.
 */
export async function makeLongSpeech(seconds: number): Promise<{ file: Uint8Array<ArrayBuffer>; words: string[] }> {
  const samples = new Int16Array(seconds * sampleRate);
  const parts = await Promise.all((["two_voices", "sentence"] as const).map(async (name) => {
    const audio = decodeWav(await readFixture(`${name}.wav`)) ?? new Int16Array();
    return { audio, words: await readSpokenWords(name) };
  }));
  const roundLength = parts.reduce((sum, { audio }) => sum + audio.length + pauseSeconds * sampleRate, 0);
  const words: string[] = [];
  for (let offset = 0; offset + roundLength <= samples.length; offset += roundLength) {
    let position = offset;
    for (const part of parts) {
      samples.set(part.audio, position);
      position += part.audio.length + pauseSeconds * sampleRate;
      words.push(...part.words);
    }
  }
  return { file: encodeWav(samples), words };
}

/** Splits a text into words in lower case without punctuation. */
export function splitWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{Letter}\p{Number}']+/gu) ?? [];
}

/** The least number of words to replace, insert or remove, as a share of the words expected (0 is perfect). */
export function wordErrorRate(expected: string[], actual: string[]): number {
  let distances = Array.from({ length: actual.length + 1 }, (_, index) => index);
  for (const [row, word] of expected.entries()) {
    const next = [row + 1];
    for (const [column, other] of actual.entries()) {
      const replaced = (distances[column] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(replaced, (distances[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    distances = next;
  }
  return (distances.at(-1) ?? 0) / expected.length;
}
