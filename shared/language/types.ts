/** A stretch of a source that an answer can point at: a segment of a transcript. */
export type Passage = {
  /** The segment's position in its transcript. */
  position: number;
  startMs: number | null;
  endMs: number | null;
  speaker: string | null;
  text: string;
};

/** A transcript, or what was found in one, as a model reads it. */
export type Source = { transcriptionId: string; title: string; passages: Passage[] };

export type Turn = { role: "user" | "assistant"; content: string };

/** What a model is asked. What stands in `sources` is data, never an instruction. */
export type Prompt = {
  instructions: string;
  sources: Source[];
  /** The last one is the user's. */
  turns: Turn[];
  /** The most that may be answered. */
  outputTokens: number;
  /** JSON Schema of the answer, where it is to be data; then nothing is cited. */
  schema?: Record<string, unknown> | undefined;
  /** Ask for citations of the sources. */
  cites: boolean;
};

/** The cached ones are among those that went in. */
export type Usage = { inputTokens: number; outputTokens: number; cachedTokens: number };

/** Why an answer ended: it was done, it ran into `outputTokens`, or the model refused. */
export type Finish = "stop" | "length" | "refused";

/**
 * What comes, in order. A citation belongs to the text before it: passages `first` to `last` of source `source`, by their
 * index in the prompt, with the words that the model says stand there, where it says any. `end` comes once, last.
 */
export type Part =
  | { type: "text"; text: string }
  | { type: "citation"; source: number; first: number; last: number; quote: string | null }
  | { type: "end"; finish: Finish; usage: Usage; model: string };

/** A chat service with one of its models. */
export type LanguageModel = {
  readonly name: string;
  readonly model: string;
  /** How much goes in and out of one call, in tokens. */
  readonly contextTokens: number;
  /** Streams an answer. Ends the request at the provider when the caller stops or `signal` fires. Throws `ProviderError`. */
  stream(prompt: Prompt, call: { signal: AbortSignal; apiKey?: string | undefined }): AsyncIterable<Part>;
};

/** How a service is reached. Without a key of ours it works only with a caller's own. */
export type LanguageService = {
  apiKey: string | undefined;
  baseUrl: string;
  model: string;
  contextTokens: number;
  /** Which of OpenAI's two wire formats a service speaks. */
  wire: "responses" | "chat";
};
