import assert from "node:assert/strict";
import { streamAnswer } from "../../shared/language/ask.ts";
import type { LanguageModel, Part } from "../../shared/language/types.ts";
import { createLog } from "../../shared/log.ts";
import { ProviderError, type ProviderErrorCode } from "../../shared/provider_error.ts";
import { askWith, chatFailureOf, emptyAnswer, promptWith, readParts } from "../support/asking.ts";

const end: Part = {
  type: "end",
  finish: "stop",
  usage: { inputTokens: 1, outputTokens: 1, cachedTokens: 0 },
  model: "a-model",
};
const said = (text: string): Part => ({ type: "text", text });
const failing = (code: ProviderErrorCode) => new ProviderError(code, `It ended with ${code}`);

/** Models that yield what is given and throw the errors among it, with the calls that they got. */
function modelsOf(scripts: Record<string, (Part | ProviderError)[]>) {
  const calls: string[] = [];
  const lines: string[] = [];
  const language = (name: string, model = "its-model"): Promise<LanguageModel> | undefined => {
    const script = scripts[name];
    if (!script) return undefined;
    return Promise.resolve({
      ...{ name, model, contextTokens: 1000 },
      async *stream(_: unknown, { apiKey }: { apiKey?: string | undefined }) {
        calls.push(`${name} ${model} ${apiKey ?? "our key"}`);
        for (const part of script) {
          if (part instanceof ProviderError) throw part;
          yield await Promise.resolve(part);
        }
      },
    });
  };
  const order = Object.keys(scripts);
  return { calls, lines, asked: { language, order, log: createLog((line) => lines.push(line)) } };
}

Deno.test("who answers", async (t) => {
  await t.step("the first that can; the others are not asked", async () => {
    const { asked, calls } = modelsOf({ one: [said("Yes."), end], two: [said("No."), end] });
    assert.deepEqual(await readParts(streamAnswer(asked, promptWith(), askWith())), {
      text: "Yes.",
      citations: [],
      end,
    });
    assert.deepEqual(calls, ["one its-model our key"]);
  });

  for (
    const code of [
      "provider_unavailable",
      "provider_unauthorized",
      "provider_quota_exceeded",
      "prompt_too_long",
    ] as const
  ) {
    await t.step(`the next, where one ends with ${code} before anything came; the log says so`, async () => {
      const { asked, calls, lines } = modelsOf({ one: [failing(code)], two: [said("No."), end] });
      const names: string[] = [];
      const onAsk = ({ name }: LanguageModel) => names.push(name);
      assert.equal((await readParts(streamAnswer(asked, promptWith(), askWith({ onAsk })))).text, "No.");
      assert.deepEqual([names, calls.length], [["one", "two"], 2]);
      const { event, from, to, cause } = JSON.parse(lines[0]!);
      assert.deepEqual([event, from, to, lines.length], ["handed over", "one", "two", 1]);
      assert(cause.includes(code));
    });
  }

  for (const code of ["provider_rejected", "provider_answer_invalid"] as const) {
    await t.step(`nobody else, where one ends with ${code}`, async () => {
      const { asked, calls } = modelsOf({ one: [failing(code)], two: [said("No."), end] });
      assert.equal((await chatFailureOf(readParts(streamAnswer(asked, promptWith(), askWith())))).code, code);
      assert.equal(calls.length, 1);
    });
  }

  await t.step("nobody else, once something of an answer has come; it is kept", async () => {
    const { asked, calls } = modelsOf({
      one: [said("Half "), failing("provider_unavailable")],
      two: [said("No."), end],
    });
    const answer = emptyAnswer();
    const { code } = await chatFailureOf(readParts(streamAnswer(asked, promptWith(), askWith()), answer));
    assert.deepEqual([code, answer.text, calls.length], ["provider_unavailable", "Half ", 1]);
  });

  await t.step("nobody: the error that is worth another try is told, else the first", async () => {
    const codeOf = async (...codes: ProviderErrorCode[]) => {
      const { asked } = modelsOf(Object.fromEntries(codes.map((code, index) => [`n${index}`, [failing(code)]])));
      return (await chatFailureOf(readParts(streamAnswer(asked, promptWith(), askWith())))).code;
    };
    assert.equal(
      await codeOf("provider_unauthorized", "provider_unavailable", "prompt_too_long"),
      "provider_unavailable",
    );
    assert.equal(await codeOf("provider_quota_exceeded", "provider_unauthorized"), "provider_quota_exceeded");
    assert.equal(await codeOf("prompt_too_long", "provider_unauthorized"), "prompt_too_long");
  });

  await t.step("the one that is named, alone, with the model that is named", async () => {
    const { asked, calls } = modelsOf({ one: [said("Yes."), end], two: [failing("provider_unavailable")] });
    const ask = askWith({ provider: "two", model: "another" });
    assert.equal((await chatFailureOf(readParts(streamAnswer(asked, promptWith(), ask)))).code, "provider_unavailable");
    assert.deepEqual(calls, ["two another our key"]);
  });

  await t.step("a named model is the first one's; who takes over has its own", async () => {
    const { asked, calls } = modelsOf({ one: [failing("provider_unavailable")], two: [said("No."), end] });
    await readParts(streamAnswer(asked, promptWith(), askWith({ model: "another" })));
    assert.deepEqual(calls, ["one another our key", "two its-model our key"]);
  });

  await t.step("a caller's own key goes to the first alone", async () => {
    const { asked, calls } = modelsOf({ one: [failing("provider_unauthorized")], two: [said("No."), end] });
    await chatFailureOf(readParts(streamAnswer(asked, promptWith(), askWith({ apiKey: "own" }))));
    assert.deepEqual(calls, ["one its-model own"]);
  });

  await t.step("one that is not set up is passed over; without any, that is said", async () => {
    const { asked } = modelsOf({ two: [said("No."), end] });
    const text = async (order: string[]) =>
      (await readParts(streamAnswer({ ...asked, order }, promptWith(), askWith()))).text;
    assert.equal(await text(["one", "two"]), "No.");
    assert.equal((await chatFailureOf(text([]))).message, "No chat provider is set up here");
    assert.equal((await chatFailureOf(text(["one"]))).message, "one is not set up here");
  });

  await t.step("whoever leaves stops the model that is at work", async () => {
    const stopped = Promise.withResolvers<void>();
    const model: LanguageModel = {
      ...{ name: "one", model: "its-model", contextTokens: 1000 },
      async *stream(_, { signal }) {
        signal.addEventListener("abort", () => stopped.resolve());
        yield said("First.");
        await stopped.promise;
      },
    };
    const asked = { ...modelsOf({}).asked, order: ["one"], language: () => Promise.resolve(model) };
    const parts = streamAnswer(asked, promptWith(), askWith())[Symbol.asyncIterator]();
    await parts.next();
    const waiting = parts.next();
    await parts.return?.();
    await Promise.all([stopped.promise, waiting]);
  });
});
