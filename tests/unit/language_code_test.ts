import assert from "node:assert/strict";
import { languageCode } from "../../shared/speech/language_code.ts";

Deno.test("a language is known by its code, with or without a region, and by its English name", () => {
  const cases: [string | null | undefined, string | null][] = [
    ["en", "en"],
    ["EN-US", "en"],
    ["pt_br", "pt"],
    [" de ", "de"],
    ["english", "en"],
    ["German", "de"],
    ["chinese", "zh"],
    ["yoruba", "yo"],
    ["klingonian", null],
    ["eng", "en"],
    ["cmn-Hans-CN", "zh"],
    ["yue-Hant-HK", null],
    ["lao", "lo"],
    ["", null],
    [null, null],
    [undefined, null],
  ];
  for (const [language, code] of cases) assert.equal(languageCode(language), code, String(language));
});
