import { describeSources, renderSources } from "./render_sources.ts";
import type { Prompt } from "./types.ts";

/** What a request adds around its texts, with room to spare. */
const overhead = 200;

/**
 * About how many tokens a text is for a model, on the high side: no provider's own count is to be far above it. Letters,
 * digits and scripts have weights, chosen so that text in 20 languages is not less than what OpenAI's o200k_base and, but for
 * rare scripts, its costlier cl100k_base make of it; those of other providers are not public.
 */
export function countTokens(text: string): number {
  let sum = 0;
  let last = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    sum += code < 128 ? asciiWeights[code]! : weightOf(code);
    // Words of prose change their case at their start only; keys, code and base64 do so within, and hold digits.
    if (isUpper(code) ? isLower(last) || isDigit(last) : isDigit(code) && isLetter(last)) sum += 1;
    last = code;
  }
  return Math.ceil(sum);
}

/** About how many tokens a model has to read for a prompt, with all that is added to it on its way. */
export function countPrompt(prompt: Prompt): number {
  const texts = [
    prompt.instructions,
    describeSources(prompt),
    renderSources(prompt.sources),
    ...prompt.turns.map(({ content }) => content),
    prompt.schema ? JSON.stringify(prompt.schema) : "",
  ];
  return texts.reduce((sum, text) => sum + countTokens(text), overhead);
}

const isUpper = (code: number) => code >= 65 && code <= 90;
const isLower = (code: number) => code >= 97 && code <= 122;
const isLetter = (code: number) => isUpper(code) || isLower(code);
const isDigit = (code: number) => code >= 48 && code <= 57;

const asciiWeights = Array.from({ length: 128 }, (_, code) => {
  if (isLower(code)) return 0.28;
  if (isUpper(code)) return 0.35;
  if (isDigit(code)) return 0.75;
  return code === 32 ? 0.1 : 0.85;
});

/** Up to and with this code unit, a character has this weight. */
const scripts: readonly (readonly [last: number, weight: number])[] = [
  [0x024f, 1.3], // Latin with diacritics
  [0x02ff, 2],
  [0x03ff, 1], // Greek
  [0x052f, 0.55], // Cyrillic
  [0x058f, 2],
  [0x05ff, 1.2], // Hebrew
  [0x06ff, 0.8], // Arabic
  [0x08ff, 2],
  [0x0dff, 1.5], // Devanagari to Sinhala
  [0x0eff, 1], // Thai, Lao
  [0x10ff, 2.2], // Tibetan to Georgian
  [0x11ff, 1.5], // Jamo
  [0x1dff, 3],
  [0x1eff, 1.6], // Latin of Vietnamese
  [0x1fff, 1.5],
  [0x2fff, 1.5], // punctuation, symbols
  [0x30ff, 1], // kana
  [0x9fff, 1.5], // Han
  [0xabff, 3],
  [0xd7ff, 1.2], // Hangul
  [0xdfff, 1.4], // halves of emoji and rare characters
  [0xffff, 1.5],
];

function weightOf(code: number): number {
  for (const [last, weight] of scripts) if (code <= last) return weight;
  return 2.5;
}
