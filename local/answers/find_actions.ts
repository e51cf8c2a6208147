import { month, season, weekday } from "./dates.ts";
import { asksSomething } from "./question_kind.ts";
import type { Sentence } from "./types.ts";

export type Action = { sentence: Sentence; owner: string | null; due: string | null };

const day = String
  .raw`(next |this )?(${weekday}|week|month|quarter|year|${season})`;
const date = String
  .raw`${month}( \d{1,2}(st|nd|rd|th)?)?|the \d{1,2}(st|nd|rd|th)|\d{1,2} ?([ap]\.?m\b|o'clock)`;
const due = new RegExp(
  String
    .raw`\b(((by|before|until|on) )((the )?(end|beginning|start|middle) of (the )?)?(${day}|${date}|tomorrow|tonight|noon)|today|tonight|tomorrow( (morning|afternoon|evening))?|next (week|month|${day}))\b`,
  "i",
);

const obliges =
  /\b(need(s)? to|have to|has to|should|must|ought to|let's|let us|make sure|(do not|don't) forget|please)\b/i;
const promises =
  /\b(I|we|you|they|he|she|someone|somebody|\p{Lu}\p{Ll}+)('ll| will| am going to|'m going to| are going to|'re going to| is going to)\b/u;
const asksFor = /\b(can|could|would|will) you\b/i;
/** Opinions and forecasts that use the same words. */
const isNoAction =
  /\b(should|will|must|'ll|has to|have to) (probably |also )?(be (fine|good|okay|great|nice|easy|hard)|have (been|done|had))\b/i;
const names = String
  .raw`(?!(?:I|We|You|They|He|She|It|This|That|There|Then|Who|What|And|So|But)\b)(\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?)`;
const named = new RegExp(
  String
    .raw`\b${names}(?= (will|should|must|needs to|has to|is going to|can)\b|,? (can|could|would|will) you\b|, please\b)`,
  "u",
);

/** Sentences in which somebody shall do something. Who is named does it, else who says so. */
export function findActions(sentences: Sentence[]): Action[] {
  return sentences.filter(({ text }) => demandsAction(text)).map((sentence) => {
    const name = named.exec(sentence.text)?.[1];
    const owner = name ?? (asksFor.test(sentence.text) ? null : sentence.speaker);
    return { sentence, owner, due: due.exec(sentence.text)?.[0] ?? null };
  });
}

function demandsAction(text: string): boolean {
  if (isNoAction.test(text)) return false;
  if (asksSomething(text)) return asksFor.test(text);
  return obliges.test(text) || promises.test(text) || (/\bwill\b/i.test(text) && due.test(text));
}
