/** English words that stand in every talk. Those of other languages count little because they are frequent. */
export const stopWords = new Set(
  [
    "a about after again all also am an and any anyway are as at be because been before being both but by can could did",
    "do does doing done down during each few for from further get got had has have having he her here hers him his how i",
    "if in into is it its just let like many may me might more most much must my no nor not now of off oh ok okay on once",
    "one only or other our out over own please quite rather really right same shall she should so some still such than",
    "that the their them then there these they thing things this those through to too uh um under until up us very was",
    "we well were what when where which while who whom whose why will with would yeah yes you your",
    "i'm i've i'll i'd we're we've we'll we'd you're you've you'll they're they've they'll he's she's it's that's there's",
    "what's who's let's don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't shouldn't haven't",
    "hasn't hadn't",
  ].flatMap((line) => line.split(" ")),
);

/** Words of a question that say what to do and not what is looked for. */
export const askingWords = new Set(
  [
    "according answer discuss discussed explain give happen happened happens know list mean mention mentioned please recording said say says",
    "speak spoke suggest suggested talk talked tell think thinks thought told transcript want wanted",
  ].flatMap((line) => line.split(" ")),
);

/** Verbs whose forms no rule brings together. */
const irregular = [
  "begin began begun",
  "bring brought",
  "build built",
  "buy bought",
  "choose chose chosen",
  "come came",
  "find found",
  "give gave given",
  "go goes went gone",
  "grow grew grown",
  "hold held",
  "keep kept",
  "lead led",
  "leave left",
  "lose lost",
  "make made",
  "meet met",
  "pay paid",
  "rise rose risen",
  "sell sold",
  "send sent",
  "speak spoke spoken",
  "spend spent",
  "take took taken",
  "teach taught",
  "write wrote written",
];

/** A form of such a verb, and the verb. */
export const verbsByForm = new Map(
  irregular.flatMap((line) => {
    const [verb = "", ...forms] = line.split(" ");
    return forms.map((form) => [form, verb] as const);
  }),
);

const numbers = [
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
  "eighteen nineteen twenty",
].flatMap((line) => line.split(" "));
const tens = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/** Numbers that are spoken as one word, and their digits. */
export const digitsByWord = new Map([
  ...numbers.map((word, value) => [word, `${value}`] as const),
  ...tens.map((word, index) => [word, `${(index + 3) * 10}`] as const),
]);
