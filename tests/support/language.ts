import type { FindModel } from "../../shared/language/registry.ts";
import type { LanguageModel, Part, Prompt } from "../../shared/language/types.ts";

/** What a model does with a prompt: the parts that it answers, in order. It may wait and throw in between. */
export type Script = (prompt: Prompt, call: { signal: AbortSignal; apiKey?: string | undefined }) =>
  | Part[]
  | AsyncIterable<Part>;

export type TestModel = LanguageModel & { prompts: Prompt[]; keys: (string | undefined)[] };

/** A model that answers as the test says, and keeps what it was asked. */
export function modelOf(script: Script, { name = "openai", model = "gpt-of-the-tests" } = {}): TestModel {
  const [prompts, keys]: [Prompt[], (string | undefined)[]] = [[], []];
  return {
    ...{ name, model, contextTokens: 128_000, prompts, keys },
    async *stream(prompt, call) {
      prompts.push(prompt);
      keys.push(call.apiKey);
      for await (const part of script(prompt, call)) {
        call.signal.throwIfAborted();
        yield part;
      }
    },
  };
}

/** Models by their providers' names; each stands for all models of its provider. */
export function languageOf(...models: LanguageModel[]): FindModel {
  return (name) => {
    const found = models.find((model) => model.name === name);
    return found && Promise.resolve(found);
  };
}

export const text = (text: string): Part => ({ type: "text", text });
export const end = (changes: Partial<Extract<Part, { type: "end" }>> = {}): Part => ({
  type: "end",
  finish: "stop",
  usage: { inputTokens: 100, outputTokens: 10, cachedTokens: 0 },
  model: "gpt-of-the-tests-2026",
  ...changes,
});

/** A citation of passages of the first source. */
export const cite = (first: number, quote: string | null = null, { source = 0, last = first } = {}): Part => ({
  ...{ type: "citation", source, first, last, quote },
});

/** An answer that fits every question. */
export const someAnswer: Script = () => [text("The transcript does not say."), end()];
