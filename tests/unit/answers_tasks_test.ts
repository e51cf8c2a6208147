import assert from "node:assert/strict";
import { z } from "zod";
import { readPrompt } from "../../local/answers/read_prompt.ts";
import { doTask } from "../../local/answers/tasks.ts";
import { mergeActions } from "../../functions/worker/documents/find_actions.ts";
import { mergeChapters } from "../../functions/worker/documents/find_chapters.ts";
import type { Asker } from "../../functions/worker/documents/ask_model.ts";
import type { Task } from "../../functions/worker/documents/task.ts";
import type { DocumentKind } from "../../shared/documents/kinds.ts";
import { OpenAiError } from "../../local/openai/error.ts";
import type { Prompt, Source } from "../../shared/language/types.ts";
import { makePrompt, readTranscript, toMessages, toSource } from "../support/answer_server.ts";
import { splitWords } from "../support/speech.ts";

function run(task: string, sources: Source[], schema?: Record<string, unknown>): string {
  return doTask(readPrompt({ messages: toMessages(makePrompt(task, sources, ["Please."])), schema }));
}

/** A schema as our prompts have: one list of objects. */
function listOf(list: string, ...names: string[]) {
  const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
  return {
    type: "object",
    properties: { [list]: { type: "array", items: { type: "object", properties } } },
    required: [list],
  };
}

const bees = await readTranscript("transcripts/bee_lecture.txt");
const board = await readTranscript("transcripts/board_meeting.txt");

Deno.test("a summary is sentences of the transcript in their order, each with its marker", () => {
  const summary = run("summary", [board]);
  const cited = [...summary.matchAll(/(.+?) \[\[(\d+)\|(.+?)\]\] ?/g)];
  assert.equal(cited.map(([whole]) => whole).join(""), summary);
  assert(cited.length >= 4 && cited.length <= 7, summary);
  for (const [, text, number, quote] of cited) {
    assert.equal(text, quote);
    assert(board.passages[Number(number) - 1]?.text.includes(quote!), quote!);
  }
  const numbers = cited.map(([, , number]) => Number(number));
  assert.deepEqual(numbers, numbers.toSorted((first, second) => first - second));
});

Deno.test("chapters begin where the talk goes to something else", () => {
  const both: Source = { ...bees, passages: [...bees.passages, ...toSource(trains).passages] };
  const { chapters } = JSON.parse(run("chapters", [both], listOf("chapters", "title", "passage", "quote")));
  assert(chapters.length >= 2);
  assert.equal(chapters[0].passage, 1);
  for (const { title, passage, quote } of chapters) {
    assert(title.length > 3 && title.length < 80, title);
    assert.equal(both.passages[passage - 1]!.text, quote);
  }
  const change = bees.passages.length + 1;
  assert(
    chapters.some(({ passage }: { passage: number }) => Math.abs(passage - change) <= 1),
    JSON.stringify(chapters),
  );
});

const trains = Array.from({ length: 24 }, (_, index): [string, string] => [
  "Ann",
  [
    "the train from the station to the harbour",
    "a ticket for the train costs three pounds",
    "the station opens at six",
  ][
    index % 3
  ]!,
]);
Deno.test("what was found in parts becomes one list in which nothing is lost", async () => {
  const asker = {
    askForData: <T>(shape: z.ZodType<T>, sources: Source[], more: Partial<Prompt> = {}) => {
      const task = sources[0]!.title;
      const messages = toMessages({ ...makePrompt(task, sources), ...more });
      return Promise.resolve(shape.parse(JSON.parse(doTask(readPrompt({ messages, schema: z.toJSONSchema(shape) })))));
    },
  } as Asker;
  const about = (kind: DocumentKind) => ({ kind, transcriptionId: crypto.randomUUID(), title: kind }) as Task;
  const place = { quote: "Words", segment: 3, start_ms: 5000, end_ms: 6000 };
  const items = [
    { ...place, text: "Sign the contract", owner: "Tom", due: "by Friday" },
    { ...place, text: "Announce it", owner: null, due: null },
  ];
  assert.deepEqual(await mergeActions(asker, about("action_items"), items), items);
  const chapters = ["Money and the roof", "The director"].map((title, segment) => ({ title, segment, quote: "Words" }));
  assert.deepEqual(await mergeChapters(asker, about("chapters"), chapters, () => 5000), chapters);
});

Deno.test("a short talk is one chapter", async () => {
  const { chapters } = JSON.parse(run("chapters", [await readTranscript("two_voices.txt")]));
  assert.equal(chapters.length, 1);
  assert.deepEqual(Object.keys(chapters[0]), ["title", "passage", "quote"]);
});

Deno.test("action items have who shall do them, until when, and the words", () => {
  const { actions } = JSON.parse(
    run("action_items", [board], listOf("actions", "text", "owner", "due", "passage", "quote")),
  );
  const find = (passage: number) => actions.find((action: { passage: number }) => action.passage === passage);
  assert.deepEqual([find(24).owner, find(24).due], ["Tom", "by Friday"]);
  assert.deepEqual([find(25).owner, find(25).due], ["Priya", null]);
  assert.deepEqual(find(35), {
    text: "Jacob, could you write a press release, please?",
    owner: "Jacob",
    due: null,
    passage: 35,
    quote: "Jacob, could you write a press release, please?",
  });
  assert(find(34), "We should announce it");
  for (const none of [1, 10, 17, 23, 29]) assert.equal(find(none), undefined, board.passages[none - 1]!.text);
});

Deno.test("proofreading gives every passage back with the same words", () => {
  const { segments } = JSON.parse(run("proofread", [bees], listOf("segments", "number", "text")));
  assert.deepEqual(
    segments.map(({ number }: { number: number }) => number),
    bees.passages.map((_, index) => index + 1),
  );
  for (const [index, { text }] of segments.entries()) {
    assert.deepEqual(splitWords(text), splitWords(bees.passages[index]!.text));
    assert.match(text, /^\p{Lu}.*[.?]$/u);
  }
  assert.match(segments[0].text, /^Today I want/);
  const kept = toSource([["Ann", "Um, this is written well."], ["Ann", "and it goes"]]);
  assert.deepEqual(JSON.parse(run("proofread", [kept])).segments, [
    { number: 1, text: "Um, this is written well." },
    { number: 2, text: "And it goes." },
  ]);
});

Deno.test("what needs a model is refused with a sentence that says so", () => {
  for (const task of ["translation", "custom"]) {
    assert.throws(() => run(task, [bees]), (error) => {
      assert(error instanceof OpenAiError);
      assert.deepEqual([error.status, error.fields.code], [400, "task_not_supported"]);
      assert.match(error.message, /no language model/);
      return true;
    });
  }
});

Deno.test("nothing to read is nothing found", () => {
  assert.equal(run("chapters", [], listOf("chapters", "title")), '{"chapters":[]}');
  assert.equal(run("action_items", [], listOf("items", "text")), '{"items":[]}');
  assert.equal(run("summary", []), "The transcript does not say.");
});
