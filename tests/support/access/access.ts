import type { ProblemCode } from "../../../shared/errors.ts";

/** A status, with the code where it is a problem. */
export type Outcome = `${number}` | `${number} ${ProblemCode}`;

/** The rows of an owner that a path can name. */
export type Subject =
  | "text"
  | "audio"
  | "awaiting"
  | "completed"
  | "queued"
  | "webhook"
  | "delivery"
  | "session"
  | "source"
  | "answer"
  | "document"
  | "api_key"
  | "turn"
  | "user"
  | "job";

export type Access = {
  /** What has to stand behind the path, and finds what the owner has. */
  query?: string;
  body?: unknown;
  /** What is asked for where there is a choice. */
  accept?: string;
  /** What the owner is answered, for each row that the path can name; a visitor who is anonymous owns as anybody does. */
  owner: Outcome | Partial<Record<Subject, Outcome>>;
  /** What everybody else who is signed in is answered, whatever the row. Admins own nothing of others here. */
  others: Outcome;
};

export const ofEntries = { text: "200", audio: "200", awaiting: "200" } as const;
export const noEntry = "404 entry_not_found";
export const noTranscription = "404 transcription_not_found";
