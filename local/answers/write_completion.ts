import { modelName } from "./chat_request.ts";

/** An answer in pieces: a piece counts as a token. */
export type Answer = { pieces: string[]; finish: "stop" | "length"; promptTokens: number };

/** Cuts a text as models do: a word with the space before it is a token, long words are several. */
export function cutTokens(text: string): string[] {
  return text.match(/\s*\S{1,12}|\s+$/gu) ?? [];
}

/** The answer as one JSON object. */
export function toCompletion(answer: Answer): Record<string, unknown> {
  const message = { role: "assistant", content: answer.pieces.join(""), refusal: null };
  return {
    ...head("chat.completion"),
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finish }],
    usage: countUsage(answer),
  };
}

/** The answer as server-sent events: a chunk a piece, one with the reason of the end, and one with the usage where that is asked for. */
export function streamCompletion(answer: Answer, includeUsage: boolean): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const events = writeEvents(answer, includeUsage);
  return new ReadableStream({
    pull(controller) {
      const { done, value } = events.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`data: ${value}\n\n`));
    },
  });
}

function* writeEvents(answer: Answer, includeUsage: boolean): Generator<string> {
  const shared = { ...head("chat.completion.chunk"), ...(includeUsage && { usage: null }) };
  const write = (delta: Record<string, string>, finish: string | null) =>
    JSON.stringify({ ...shared, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  yield write({ role: "assistant", content: "" }, null);
  for (const content of answer.pieces) yield write({ content }, null);
  yield write({}, answer.finish);
  if (includeUsage) yield JSON.stringify({ ...shared, choices: [], usage: countUsage(answer) });
  yield "[DONE]";
}

function head(object: string) {
  return { id: `chatcmpl-${crypto.randomUUID()}`, object, created: Math.floor(Date.now() / 1000), model: modelName };
}

function countUsage({ pieces, promptTokens }: Answer) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: pieces.length,
    total_tokens: promptTokens + pieces.length,
  };
}
