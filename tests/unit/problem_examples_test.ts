import assert from "node:assert/strict";
import { details } from "../../functions/api/openapi/problem_examples.ts";
import { readTexts } from "../support/documents.ts";

Deno.test("the problems that are shown as examples are said by the API", async () => {
  const sources = [...await readTexts("functions", ".ts"), ...await readTexts("shared", ".ts")]
    .flatMap(([path, text]) => path.includes("/openapi/") ? [] : [text]).join("\n");
  const sentences = [...sources.matchAll(/(["`])((?:\\.|(?!\1)[^\\\n])+)\1/g)].map(([, , sentence = ""]) => sentence);
  for (const [code, [detail]] of Object.entries(details)) {
    assert(sentences.some((sentence) => patternOf(sentence).test(detail)), `${code}: nobody says '${detail}'`);
  }
});

/** What a literal of our code comes to, whatever is put into it. */
function patternOf(sentence: string): RegExp {
  const parts = sentence.split(/\$\{[^}]*\}+/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\{}]/g, "\\$&"));
  // A name alone fits everything.
  return parts.join("").length < 10 ? /^$/ : new RegExp(`^${parts.join(".*")}$`);
}
