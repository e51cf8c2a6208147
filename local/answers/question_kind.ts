import { month, season, weekday } from "./dates.ts";

/** What a question asks for. */
export type QuestionKind = {
  asks: RegExp;
  /** What a sentence has that answers it. */
  evidence: RegExp;
  /** Words of such questions that their answers do without. */
  implied: Set<string>;
};

const number = String
  .raw`\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|quarter|third|percent|nobody|none)\b`;
const time = String
  .raw`\b(${weekday}s?|${month}|${season})\b|\b(today|tonight|tomorrow|yesterday|morning|afternoon|evening|noon|midnight|week|weekend|month|quarter|year|o'clock|next|last|ago|since|until|deadline)\b|\b(1[89]|20)\d\d\b|\d[:.]\d\d|\d ?[ap]\.?m\b`;

const words = (text: string) => new Set(text.split(" "));

const kinds: QuestionKind[] = [
  {
    asks: /\bhow long\b/i,
    evidence: /\b(seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)\b/i,
    implied: words("long last take need run time"),
  },
  {
    asks: /\bhow (many|much|old|far|big|large|often|high|tall|fast)\b|\bwhat (price|percentage|share|number|amount)\b/i,
    evidence: new RegExp(number, "i"),
    implied: words("cost price pay money number amount"),
  },
  {
    asks: /\bwhen\b|\b(what|which) (day|date|time|month|year|week)\b/i,
    evidence: new RegExp(time, "i"),
    implied: words("day date time month year week start begin take place schedule"),
  },
  {
    asks: /\bwhy\b|\bwhat (is|was) the reason\b/i,
    evidence: /\b(because|since|so that|due to|reason|in order to|that's why|therefore)\b/i,
    implied: words("reason go rise change"),
  },
  {
    asks: /\bwho(m|se)?\b/i,
    // A name inside a sentence, for at its beginning every word is written large; or who speaks, of themselves.
    evidence:
      /(?<=\p{L}[,;]? )\p{Lu}\p{Ll}+|^\p{Lu}\p{Ll}+ (?=(will|is|was|has|can|should|must|said|agreed)\b)|\bI('ll| will| can)\b/u,
    implied: words("person people responsible name"),
  },
  {
    asks: /\bwhere\b|\b(what|which) (city|place|country|town|room)\b/i,
    evidence: /\b(in|at|to|from|near) (the )?\p{Lu}\p{Ll}+|\b(room|street|office|floor|building|city|town|station)\b/u,
    implied: words("place city country town take locate"),
  },
];

/** The kind of a question, where its words tell. */
export function tellKind(question: string): QuestionKind | undefined {
  return kinds.find(({ asks }) => asks.test(question));
}

/** Whether a sentence asks something: the answer is more likely to come after it. */
export function asksSomething(text: string): boolean {
  const opening =
    /^(and |so |but |well |okay |ok )?(who|what|when|where|why|which|how|do|does|did|is|are|was|were|can|could|should|would|will)\b/i;
  const inside =
    /\b(how (much|many|long|far)|what|when|where|why|who) (do|does|did|is|are|was|were|will|can|should)\b/i;
  return /\?["'”’)]*\s*$/.test(text) || (!/[.!]\s*$/.test(text) && (opening.test(text) || inside.test(text)));
}
