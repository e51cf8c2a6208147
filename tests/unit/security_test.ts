import assert from "node:assert/strict";
import { namesIn, readRows, readSection, readText, readTexts } from "../support/documents.ts";

Deno.test("each defence that is claimed names a test that is there", async () => {
  const text = await readText("docs/security.md");
  const tests = new Map((await readTexts("tests", ".ts")).map(([path, source]) => [path, namesIn(source)]));
  const rows = readRows(readSection(text, "## What holds"));
  assert(rows.length > 25);
  for (const [danger, defence, shownBy = ""] of rows) {
    assert(danger && defence);
    const [, file = "", name = ""] = /^`(\S+\.ts)`: (.+)$/.exec(shownBy) ?? [];
    assert(tests.get(`tests/${file}`)?.has(name), `${danger}: no test '${name}' in '${file}'`);
  }
  const [, file = "", name = ""] =
    /`(worker\/\S+\.ts)`:\s+([^)]+)\)/.exec(readSection(text, "## A caller's own provider key")) ?? [];
  assert(tests.get(`tests/${file}`)?.has(name.replaceAll(/\s+/g, " ")), name);
});
