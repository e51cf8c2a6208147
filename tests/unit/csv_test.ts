import { parse } from "csv-parse/sync";
import assert from "node:assert/strict";
import { toCsv } from "../../shared/export/csv.ts";
import { exportableOf } from "../support/transcripts.ts";

function readRows(text: string, speaker: string | null = null): string[][] {
  return parse(toCsv(exportableOf([{ text, speaker }])), { bom: true });
}

Deno.test("a CSV cell never begins as a formula does", () => {
  for (const text of ["=1+1", "+49 30", "-5 degrees", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", '="a",b']) {
    assert.equal(readRows(text, text)[1]?.[5], `'${text}`, JSON.stringify(text));
    assert.equal(readRows("x", text)[1]?.[4]?.[0] === "=", false);
  }
  for (const text of ["1+1", "a=b", "'quoted'", "(-5)"]) assert.equal(readRows(text)[1]?.[5], text);
});

Deno.test("a CSV cell holds commas, quotes and lines as they are", () => {
  for (const text of ['He said "no", twice', "one\r\ntwo\nthree", '"', ",", " space "]) {
    assert.equal(readRows(text)[1]?.[5], text);
  }
});

Deno.test("a CSV file has the same columns where nothing is known", () => {
  assert.deepEqual(readRows("Hello"), [
    ["start_ms", "end_ms", "start", "end", "speaker", "text"],
    ["", "", "", "", "", "Hello"],
  ]);
  assert.equal(toCsv(exportableOf([])), "\uFEFFstart_ms,end_ms,start,end,speaker,text\r\n");
});
