/** A line of the sources, as the prompt numbers it. Times are seconds from the beginning of its recording. */
export type Passage = { number: number; source: number; speaker: string | null; seconds: number | null; text: string };

/** A sentence of the sources, with the passages that it stands in. */
export type Sentence = {
  text: string;
  speaker: string | null;
  source: number;
  parts: { passage: Passage; text: string }[];
  /** What its words are compared by, in order. */
  terms: string[];
};

/** What we understand of a request. */
export type Question = {
  task: string;
  passages: Passage[];
  /** What the user asked, the present question last. */
  asked: string[];
  /** JSON Schema of the answer, where it is to be data. */
  schema: Record<string, unknown> | undefined;
};
