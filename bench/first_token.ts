import { streamAnswer } from "../shared/language/ask.ts";
import { createLanguage } from "../shared/language/registry.ts";
import type { LanguageService, Prompt } from "../shared/language/types.ts";
import { createLog } from "../shared/log.ts";
import { startAnthropicServer } from "../tests/support/anthropic_server.ts";
import type { LanguageServer } from "../tests/support/language_server.ts";
import { startOpenaiChatServer } from "../tests/support/openai_chat_server.ts";
import { printTable, quantile } from "./figures.ts";

const runs = 100;

/**
 * Our share of the time to the first token of an answer about an hour of talk: through our adapters (the prompt rendered and
 * counted, the package, markers and time-outs), beside `fetch` with the same body, ready made. Both in turn against a server
 * of this process that answers at once.
 */
export async function firstToken(): Promise<void> {
  const rows = [];
  for (const { provider, wire, start } of subjects) {
    await using server = start();
    server.answer = () => ({ pieces: ["Yes", ", it was approved. [[7]]"] });
    const direct: number[] = [];
    const ours: number[] = [];
    const service = { apiKey: "a-key", baseUrl: server.baseUrl, model: "a-model", contextTokens: 200_000, wire };
    const ask = createAsk(provider, service);
    await ask();
    const request = copyRequest(server);
    // The first runs of both are not counted: the code is compiled in them.
    for (let run = -20; run < runs; run++) {
      const times = run % 2 === 0
        ? { direct: await timeOf(request), ours: await timeOf(ask) }
        : { ours: await timeOf(ask), direct: await timeOf(request) };
      if (run < 0) continue;
      direct.push(times.direct);
      ours.push(times.ours);
    }
    rows.push({
      wire: provider === "openai" ? `${provider}, ${wire}` : provider,
      "direct": quantile(direct, 0.5).toFixed(1),
      "through us": quantile(ours, 0.5).toFixed(1),
      "our share": (quantile(ours, 0.5) - quantile(direct, 0.5)).toFixed(1),
      "our p90": quantile(ours, 0.9).toFixed(1),
    });
  }
  printTable(`First token of an answer about an hour of talk, ms, medians of ${runs} runs`, rows);
}

const subjects = [
  { provider: "openai", wire: "responses", start: startOpenaiChatServer },
  { provider: "openai", wire: "chat", start: startOpenaiChatServer },
  { provider: "anthropic", wire: "chat", start: startAnthropicServer },
] as const;

function createAsk(provider: string, service: LanguageService): () => Promise<void> {
  const language = createLanguage({ order: [], services: { [provider]: service } });
  const asked = { language, order: [provider], log: createLog(console.log) };
  const prompt = hourOfTalk();
  return async () => {
    const parts = streamAnswer(asked, prompt, { signal: new AbortController().signal });
    for await (const part of parts) if (part.type === "text") return;
    throw new Error("There was no text");
  };
}

/** The last request of our adapter again, by `fetch` alone. */
function copyRequest({ requests, baseUrl }: LanguageServer): () => Promise<void> {
  const { path, headers, body } = requests.at(-1)!;
  const text = JSON.stringify(body);
  return async () => {
    const response = await fetch(new URL(path, baseUrl), { method: "POST", headers, body: text });
    const decoder = new TextDecoder();
    let read = "";
    for await (const bytes of response.body!) {
      read += decoder.decode(bytes, { stream: true });
      if (read.includes("Yes")) return;
    }
    throw new Error("There was no text");
  };
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** An hour has about 9,000 words, here in 700 passages of two speakers. */
function hourOfTalk(): Prompt {
  const passages = Array.from({ length: 700 }, (_, position) => ({
    ...{ position, startMs: position * 5100, endMs: position * 5100 + 5000, speaker: position % 2 ? "Ann" : "Ben" },
    text: `The company has already agreed to pay for half of it, so we approve budget ${position}.`,
  }));
  return {
    instructions: "Task: answer\nAnswer from the sources.",
    sources: [{ transcriptionId: crypto.randomUUID(), title: "Meeting", passages }],
    turns: [{ role: "user", content: "Was the budget approved?" }],
    outputTokens: 1000,
    cites: true,
  };
}
