import type { AudioContainer } from "../media/containers.ts";
import type { Transcript } from "../transcript.ts";

/** Times in milliseconds from the start of the audio. */
export type Span = { startMs: number; endMs: number };

/** What a caller may ask for. What is absent is left to the provider; an absent `language` means that it is detected. */
export type SpeechOptions = {
  /** ISO 639-1. */
  language?: string | undefined;
  /** Words and style to expect. */
  prompt?: string | undefined;
  /** Words to listen for. */
  keyterms?: string[] | undefined;
  /** Tell speakers apart. */
  diarize?: boolean | undefined;
  speakers_expected?: number | undefined;
  punctuate?: boolean | undefined;
  profanity_filter?: boolean | undefined;
  /** Leave out what identifies people. */
  redact_pii?: boolean | undefined;
};
export type OptionName = keyof SpeechOptions;

/** The most that one call takes. */
export type Limits = { bytes: number; milliseconds: number };

/** Facts about a service with one of its models, as data: whoever plans the work need not know its name. */
export type Abilities = {
  /** The options that it honours; another one is refused before anything is sent. */
  options: readonly OptionName[];
  /** What its transcripts hold beside the text. */
  gives: { words: boolean; segments: boolean; speakers: boolean; confidence: boolean };
  /** What it can read. Audio in another container is put into one of these first, without decoding. */
  containers: readonly AudioContainer[];
  /** For audio that is sent along. */
  bytes: Limits;
  /** For audio that it fetches itself, where it can. */
  url?: Limits;
  /** Given a URL it can leave out what is before and after a span; the times still count from the start of the file. */
  clips: boolean;
  /** Whether the transcript is in the answer to the call, or comes later. Only the former works with a caller's own key. */
  answers: "at once" | "later";
};

/** What a transcript can hold beside the text. */
export type Gift = keyof Abilities["gives"];

/** Audio on its way to a provider: at most `abilities.bytes` of it, or all of it behind a short-lived URL. */
export type Audio =
  & { mimeType: string; extension: string; durationMs: number }
  & ({ bytes: Uint8Array<ArrayBuffer> } | { url: string; clip?: Span | undefined });

export type Call = {
  signal: AbortSignal;
  /** The key of the caller, instead of ours. */
  apiKey?: string | undefined;
  /** Ours, for those that answer later: sent along so that `find` can recognise it. */
  dispatchId: string;
  /** Where they are to answer, and the secret that proves them, in the header `x-callback-token` or as `token` in the URL. */
  callback: { url: string; token: string };
};

/** What came of a call: the transcript, or the id under which the provider works on it. */
export type Outcome = { transcript: Transcript } | { externalId: string };

/** A speech-to-text service with one of its models. Everything here throws `ProviderError`. */
export type Transcriber = {
  readonly name: string;
  readonly model: string;
  readonly abilities: Abilities;
  /** Times in the transcript count from the start of `audio`; of a clipped URL, from the start of the file. */
  submit(audio: Audio, options: SpeechOptions, call: Call): Promise<Outcome>;
  /** Of those that answer later. */
  readonly later?: {
    /** Reads the body of the provider's call: the transcript, or that it is to be fetched by its id. */
    readAnswer(body: string): Outcome;
    /** Undefined while the provider is still at work. Absent where it keeps no results. */
    fetchResult?(externalId: string, signal: AbortSignal): Promise<Transcript | undefined>;
    /** The provider's id of what we sent, for the case that its answer to us was lost. Absent where it keeps no list. */
    find?(dispatchId: string, signal: AbortSignal): Promise<string | undefined>;
    /** Deletes the provider's copy; false where that has to wait until its work is done. Absent where it keeps none. */
    forget?(externalId: string, signal: AbortSignal): Promise<boolean>;
  };
};

/** How a provider is reached. Without a key of ours it works only with a caller's own. */
export type Service = { apiKey: string | undefined; baseUrl: string; model: string };

/** What the registry knows of a provider without loading its adapter. */
export type Provider = {
  abilitiesOf(model: string): Abilities;
  load(service: Service, fetchFn: typeof fetch): Promise<Transcriber>;
};
