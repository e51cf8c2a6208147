/** What a language model makes from a transcript. */
export const documentKinds = ["proofread", "summary", "chapters", "action_items", "translation", "custom"] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** What is asked for beside the kind: the language of a translation, the prompt of what is custom, and who is asked. */
export type DocumentOptions = {
  language?: string | undefined;
  prompt?: string | undefined;
  provider?: string | undefined;
  model?: string | undefined;
};
