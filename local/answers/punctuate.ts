import { month, weekday } from "./dates.ts";
import { asksSomething } from "./question_kind.ts";
import type { Passage } from "./types.ts";

const ended = /[.!?…。！？:;,]["'”’)\]]*$/u;
/** `march` and `may` are words of their own. */
const alwaysLarge = new RegExp(String.raw`\b(i|${weekday}|(?!march|may)${month}|english|german|french|spanish)\b`, "g");

/** The same words with the large letters and the full stops that a recogniser leaves out; what is punctuated stays. */
export function punctuate({ text }: Pick<Passage, "text">): string {
  if (!/\p{L}/u.test(text) || ended.test(text) || /\p{Lu}/u.test(text.replaceAll(/\bI\b/g, ""))) return text;
  const large = text.replaceAll(alwaysLarge, (word) => word[0]!.toUpperCase() + word.slice(1));
  return `${large.replace(/\p{L}/u, (letter) => letter.toUpperCase())}${asksSomething(text) ? "?" : "."}`;
}
