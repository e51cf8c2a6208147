import type { Abilities, SpeechOptions } from "../../shared/speech/types.ts";

/**
 * The options of a run for one provider, with the operator's prompt where it takes one; one that takes none does without. The
 * caller's own prompt comes behind, and so has the last word: of a long prompt Whisper reads the last 224 tokens. Source:
 * OpenAI's speech-to-text guide.
 */
export function guideSpeech(
  { options, promptText }: { options: SpeechOptions; promptText: string | null },
  abilities: Abilities,
): SpeechOptions {
  if (promptText === null || !abilities.options.includes("prompt")) return options;
  return { ...options, prompt: options.prompt ? `${promptText} ${options.prompt}` : promptText };
}
