import { OpenAiError } from "../openai/error.ts";
import { answerQuestion } from "./answer.ts";
import { fillSchema, type Found } from "./fill_schema.ts";
import { findActions } from "./find_actions.ts";
import { findChapters } from "./find_chapters.ts";
import { punctuate } from "./punctuate.ts";
import { splitSentences } from "./split_sentences.ts";
import { summarise } from "./summarise.ts";
import type { Passage, Question, Sentence } from "./types.ts";

/** What was found in the parts of a transcript is to be one list: the passages are what was found. */
const asksToMerge = /\bone list of them\b/;

const tasks: Record<string, (question: Question) => string> = {
  answer: answerQuestion,
  summary: ({ passages }) => summarise(passages),
  chapters: (question) => list(question, "chapters", listChapters(question), ["title", "passage", "quote"]),
  action_items: (question) =>
    list(question, "items", listActions(question), ["text", "owner", "due", "passage", "quote"]),
  proofread: (question) => {
    const found = question.passages.map((passage) => ({ number: passage.number, text: punctuate(passage) }));
    return list(question, "segments", found, ["number", "text"]);
  },
};

/** Does what the prompt's `Task:` line asks for. Throws `OpenAiError` 400 for what needs a model. */
export function doTask(question: Question): string {
  const work = tasks[question.task];
  if (work) return work(question);
  const message = `This answerer has no language model and cannot do the task '${question.task}': it only gives back ` +
    "what stands in a transcript. Set CHAT_PROVIDERS to a provider that has one.";
  throw new OpenAiError(400, message, { param: "messages", code: "task_not_supported" });
}

/** By the schema, or by our own where none is given. */
function list({ schema }: Question, name: string, found: Found[], names: string[]): string {
  const properties = Object.fromEntries(names.map((key) => [key, {}]));
  return fillSchema(schema ?? { properties: { [name]: { items: { properties } } } }, found);
}

function listChapters({ passages, asked }: Question): Found[] {
  if (merges(asked)) return passages.map((passage) => ({ ...toFound(passage), title: passage.text }));
  return findChapters(splitSentences(passages)).map(({ title, sentences }) => ({ ...locate(sentences[0]!), title }));
}

function listActions({ passages, asked }: Question): Found[] {
  if (!merges(asked)) {
    const found = findActions(splitSentences(passages));
    return found.map(({ sentence, owner, due }) => ({ ...locate(sentence), text: sentence.text, owner, due }));
  }
  return passages.map((passage) => {
    const [, text = passage.text, due = null] = /^(.*) \(([^()]+)\)$/.exec(passage.text) ?? [];
    return { ...toFound(passage), text, due, owner: passage.speaker };
  });
}

function merges(asked: string[]): boolean {
  return asksToMerge.test(asked.at(-1) ?? "");
}

/** Where a sentence begins: a quote stands in one passage. */
function locate({ parts }: Sentence): Found {
  const [{ passage, text }] = parts as [Sentence["parts"][number]];
  return { passage: passage.number, quote: text };
}

function toFound({ number, text }: Passage): Found {
  return { passage: number, quote: text };
}
