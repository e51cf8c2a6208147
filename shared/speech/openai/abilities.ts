import type { Abilities, Limits, OptionName } from "../types.ts";

/** The service takes 25 MB a file, and the rest of the form needs room too. Source: OpenAI's speech-to-text guide. */
const maxBytes = 24 * 1024 * 1024;

/** The call is answered when the work is done, and a function may not wait longer than its wall clock. */
const usual: Limits = { bytes: maxBytes, milliseconds: 10 * 60 * 1000 };

/**
 * Speakers are told apart within one call only, so it takes as much as the service allows: 1,400 seconds, of which a cut
 * may miss a few. Source: what the service says to longer audio, murtaza-nasir/speakr issue 168.
 */
const diarizing: Limits = { bytes: maxBytes, milliseconds: 1380 * 1000 };

/** What a model takes and gives. Source: the types of the openai package, 7.55.0. */
type Family = { options: readonly OptionName[]; gives: Abilities["gives"]; limits: Limits };

const families: Record<"timed" | "speakers" | "plain" | "guided", Family> = {
  timed: {
    options: ["language", "prompt"],
    gives: { words: true, segments: true, speakers: false, confidence: true },
    limits: usual,
  },
  speakers: {
    options: ["language", "diarize"],
    gives: { words: false, segments: true, speakers: true, confidence: false },
    limits: diarizing,
  },
  plain: {
    options: ["language", "prompt"],
    gives: { words: false, segments: false, speakers: false, confidence: false },
    limits: usual,
  },
  guided: {
    options: ["language", "prompt", "keyterms"],
    gives: { words: false, segments: false, speakers: false, confidence: false },
    limits: usual,
  },
};

/** Which family a model belongs to. What is not OpenAI's own is taken for a Whisper. */
export function familyOf(model: string): keyof typeof families {
  if (model.includes("diarize")) return "speakers";
  if (/^gpt-transcribe/.test(model)) return "guided";
  return /^gpt-.*transcribe/.test(model) ? "plain" : "timed";
}

/** Abilities of OpenAI's transcription endpoint, or of a server that speaks it, with one of its models. */
export function openaiAbilities(model: string): Abilities {
  const { options, gives, limits } = families[familyOf(model)];
  return {
    options,
    gives,
    // Bare ADTS (.aac) is not on the service's list of file types. Source: the speech-to-text guide.
    containers: ["mp3", "mp4", "wav", "flac", "ogg", "webm"],
    bytes: limits,
    clips: false,
    answers: "at once",
  };
}
