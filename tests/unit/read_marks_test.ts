import assert from "node:assert/strict";
import { readMarks } from "../../functions/api/search/read_marks.ts";

Deno.test("a word of a million signs, of which another length was found, is marked at once", () => {
  const signs = "!".repeat(1_000_000);
  const began = performance.now();
  assert.deepEqual(readMarks(`ß${signs}b`, `\u0003ss\u0004${signs}b`, "ss"), [{ from: 0, to: signs.length + 2 }]);
  const took = performance.now() - began;
  assert(took < 2000, `It took ${took} ms`);
});
