import type { ChatRequest } from "./chat_request.ts";
import type { Passage, Question } from "./types.ts";

const tagged = /<sources>\n([\s\S]*?)\n<\/sources>/g;
const line = /^\[\[(\d+)\]\] (?:\(([^()]*)\) )?(.*)$/;
const time = /^(?:(.*), )?(?:(\d+):)?(\d{1,2}):(\d\d)$/;

/**
 * Reads a request as shared/language writes it: instructions that begin with `Task: <kind>`, sources between `<sources>`
 * tags with a numbered line a passage, and turns. Of the instructions nothing else is understood.
 */
export function readPrompt({ messages, schema }: Pick<ChatRequest, "messages" | "schema">): Question {
  const passages: Passage[] = [];
  const asked: string[] = [];
  let task: string | undefined;
  for (const { role, content } of messages) {
    if (role === "assistant") continue;
    for (const [, block = ""] of content.matchAll(tagged)) passages.push(...readSources(block));
    const rest = content.replaceAll(tagged, "").trim();
    if (role !== "user") task ??= /^Task: (\w+)/.exec(rest)?.[1];
    else if (rest) asked.push(rest);
  }
  return { task: task ?? "answer", passages, asked, schema };
}

function readSources(block: string): Passage[] {
  const passages: Passage[] = [];
  let source = 0;
  for (const text of block.split("\n")) {
    if (text.startsWith("<source ")) source++;
    const [, number, known, words = ""] = line.exec(text) ?? [];
    if (number === undefined) continue;
    passages.push({ number: Number(number), source, ...readKnown(known), text: words.trim() });
  }
  return passages;
}

/** `speaker, hh:mm:ss`, or one of the two. */
function readKnown(known: string | undefined): Pick<Passage, "speaker" | "seconds"> {
  if (!known) return { speaker: null, seconds: null };
  const [whole, speaker, hours, minutes, seconds] = time.exec(known) ?? [];
  if (whole === undefined) return { speaker: known, seconds: null };
  return { speaker: speaker ?? null, seconds: Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds) };
}
