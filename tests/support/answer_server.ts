import OpenAI from "openai";
import { createAnswerServer } from "../../local/answers/server.ts";
import { writeMessages } from "../../shared/language/openai/messages.ts";
import type { Passage, Prompt, Source } from "../../shared/language/types.ts";

/** The key that `withAnswerServer` takes. */
export const answersKey = "local-answers-key";

/** Serves the local answerer on a free port for as long as `use` runs. */
export async function withAnswerServer(use: (parts: { client: OpenAI; address: string }) => Promise<void>) {
  const { fetch } = createAnswerServer({ apiKey: answersKey });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, fetch);
  const address = `http://127.0.0.1:${server.addr.port}/v1`;
  try {
    await use({ client: new OpenAI({ apiKey: answersKey, baseURL: address, maxRetries: 0 }), address });
  } finally {
    await server.shutdown();
  }
}

/** A text of `tests/fixtures` as a transcript: a line a segment of five seconds, with the name before it as speaker. */
export async function readTranscript(name: string): Promise<Source> {
  const text = await Deno.readTextFile(new URL(`../fixtures/${name}`, import.meta.url));
  return toSource(
    text.trim().split("\n").map((line) => /^(?:(\w+): )?(.*)$/.exec(line)!.slice(1) as [string?, string?]),
  );
}

/** A transcript of what was said by whom, five seconds each. */
export function toSource(lines: [speaker?: string, text?: string][]): Source {
  const passages: Passage[] = lines.map(([speaker = null, text = ""], position) => ({
    ...{ position, speaker, text },
    startMs: position * 5000,
    endMs: position * 5000 + 4800,
  }));
  return { transcriptionId: crypto.randomUUID(), title: "A recording", passages };
}

/** A prompt as ours begin. */
export function makePrompt(task: string, sources: Source[], asked: string[] = [], more: Partial<Prompt> = {}): Prompt {
  return {
    instructions: `Task: ${task}\n\nDo it well.`,
    sources,
    turns: asked.flatMap((content, index) => [
      ...(index > 0 ? [{ role: "assistant" as const, content: "An answer." }] : []),
      { role: "user" as const, content },
    ]),
    outputTokens: 2000,
    cites: true,
    ...more,
  };
}

/** The messages of a prompt as our OpenAI adapter sends them. */
export function toMessages(prompt: Prompt): { role: "system" | "user" | "assistant"; content: string }[] {
  const { system, turns } = writeMessages(prompt);
  return [{ role: "system", content: system }, ...turns];
}
