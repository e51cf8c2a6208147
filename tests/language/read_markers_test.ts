import assert from "node:assert/strict";
import { createMarkerReader } from "../../shared/language/read_markers.ts";
import { someSources } from "../support/asking.ts";

/** Citations stand in the text as `{source:first-last|quote}`. */
function readAll(chunks: string[]): string {
  const reader = createMarkerReader(someSources);
  return [...chunks.flatMap((chunk) => reader.read(chunk)), ...reader.end()].map((part) => {
    if (part.type === "text") return part.text;
    const { source, first, last, quote } = part;
    return `{${source}:${first}-${last}${quote === null ? "" : `|${quote}`}}`;
  }).join("");
}

const cases: Record<string, [text: string, read: string]> = {
  "one passage": ["Approved. [[1]]", "Approved.{0:0-0}"],
  "before the full stop": ["Approved [[1]].", "Approved{0:0-0}."],
  "without a space": ["Approved.[[2]] Next.", "Approved.{0:1-1} Next."],
  "a passage of the second source": ["It leaks. [[4]]", "It leaks.{1:0-0}"],
  "exact words": ["Approved. [[1|We approve the budget]] Next.", "Approved.{0:0-0|We approve the budget} Next."],
  "words with brackets and bars": ["So. [[1|a [b] | c]]", "So.{0:0-0|a [b] | c}"],
  "no words after the bar": ["So. [[1|]] [[2| ]]", "So.{0:0-0}{0:1-1}"],
  "spaces within": ["So. [[ 1 | the budget ]]", "So.{0:0-0|the budget}"],
  "several, in a row": ["So. [[1]] [[3]][[5]]", "So.{0:0-0}{0:2-2}{1:1-1}"],
  "a list, with neighbours as one": ["So. [[1, 2, 5]]", "So.{0:0-1}{1:1-1}"],
  "a list with semicolons": ["So. [[1; 3]]", "So.{0:0-0}{0:2-2}"],
  "a range": ["So. [[1-3]] [[2–3]]", "So.{0:0-2}{0:1-2}"],
  "a range the wrong way round": ["So. [[3-1]]", "So.{0:0-2}"],
  "a range over the end of a source": ["So. [[3-4|words]]", "So.{0:2-2|words}{1:0-0|words}"],
  "numbers that no passage has": ["So. [[0]] [[6]] [[99|words]] [[4-9]] [[5]].", "So.{1:1-1}."],
  "at the start of a line": ["[[1]] So.\n[[2]] And.\n- [[3]] Last.", "{0:0-0}So.\n{0:1-1}And.\n-{0:2-2} Last."],
  "before a line break": ["So. [[1]]\n\nNext.", "So.{0:0-0}\n\nNext."],
  "brackets that are no marker": ["A [link](x), [[wiki]], a[[0][1]], [[1,2],[3]], [ [1]], [[", undefined!],
  "a third bracket": ["[[[1]]]", "[{0:0-0}]"],
  "an open marker within words": ["[[1|no [[2]]", "[[1|no{0:1-1}"],
  "words over a line break": ["[[1|no\nend]]", undefined!],
  "words without end": [`[[1|${"long ".repeat(200)}]]`, undefined!],
  "spaces and nothing else": ["   \n  a  b   ", undefined!],
  "an answer cut within a marker": ["So. [[1|We appro", "So."],
  "an answer cut within brackets": ["So [[", "So [["],
};

Deno.test("markers in an answer", async (t) => {
  for (const [name, [text, expected = text]] of Object.entries(cases)) {
    await t.step(`${name}, wherever the text is cut`, () => {
      assert.equal(readAll([text]), expected);
      assert.equal(readAll([...text]), expected);
      for (let at = 1; at < Math.min(text.length, 60); at++) {
        assert.equal(readAll([text.slice(0, at), text.slice(at)]), expected, `cut at ${at}`);
      }
    });
  }

  await t.step("text is given at once, but for what may begin a marker", () => {
    const given = (chunk: string) => createMarkerReader(someSources).read(chunk);
    const text = (said: string) => [{ type: "text", text: said }];
    assert.deepEqual(given("The budget"), text("The budget"));
    assert.deepEqual(given("The budget "), text("The budget"));
    assert.deepEqual(given("See a[i"), text("See a[i"));
    assert.deepEqual(given("See [[x"), text("See [[x"));
    assert.deepEqual(given("See [[3"), text("See"));
    assert.deepEqual(given("See [[3]x"), text("See [[3]x"));
  });

  await t.step("a megabyte that tries to be slow is read in time", () => {
    const reader = createMarkerReader(someSources);
    const started = performance.now();
    for (const hard of [" ", "[", "[[1|", "[[1, ", "[[1|a [", "\t[[ "]) {
      const chunk = hard.repeat(Math.ceil(8 / hard.length));
      for (let sent = 0; sent < 160_000; sent += chunk.length) reader.read(chunk);
      reader.end();
    }
    assert(performance.now() - started < 5000);
  });
});
