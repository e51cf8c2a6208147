/** Samples a second of all audio between the decoder and the engines: what PocketSphinx and Whisper were trained on. */
export const sampleRate = 16_000;

/** Mono signed 16-bit samples at `sampleRate`. */
export type Pcm = Int16Array<ArrayBuffer>;

/** One spoken word; `start` and `end` in seconds from the beginning of the file, `confidence` 0 to 1 or null if unknown. */
export type Word = { text: string; start: number; end: number; confidence: number | null };

/** Words that were spoken without a long pause; times in seconds, `confidence` the mean of the words or null. */
export type Segment = { text: string; start: number; end: number; confidence: number | null };

/** What an engine heard: `language` as ISO 639-1, `duration` in seconds. */
export type EngineResult = { language: string; duration: number; words: Word[]; segments: Segment[] };

/** A speech recogniser. */
export type SpeechEngine = {
  name: string;
  /** Ids that a caller may pass as `model`. */
  models: string[];
  /** Language codes (ISO 639-1) that can be asked for. */
  languages: string[];
  /** Rejects with the reason of `signal` when that aborts. */
  transcribe(audio: Pcm, options: { language?: string; signal?: AbortSignal }): Promise<EngineResult>;
  /** Ends what the engine keeps running. */
  close(): Promise<void>;
};
