import assert from "node:assert/strict";
import { fileNameOf } from "../../shared/links/file_name.ts";

const nameOf = (disposition: string | undefined, url?: string) =>
  fileNameOf(
    new Headers(disposition === undefined ? {} : { "content-disposition": disposition }),
    url ? new URL(url) : undefined,
  );

Deno.test("a file is called what its source calls it, else as its URL ends", () => {
  const cases: [string | undefined, string | undefined, string | undefined][] = [
    ['attachment; filename="talk.mp3"', "https://a.example/x.wav", "talk.mp3"],
    ["attachment; filename=talk.mp3", undefined, "talk.mp3"],
    ["attachment; filename=\"plain.mp3\"; filename*=UTF-8''Gespr%C3%A4ch.mp3", undefined, "Gespräch.mp3"],
    ['attachment; filename="Gespr\u00c3\u00a4ch.mp3"', undefined, "Gespräch.mp3"],
    ['attachment; filename="Gespr\u00e4ch.mp3"', undefined, "Gespräch.mp3"],
    ['attachment; filename="../../etc/passwd"', undefined, "passwd"],
    ['attachment; filename="C:\\\\folder\\\\talk.mp3"', undefined, "talk.mp3"],
    ['attachment; filename=""', "https://a.example/x.wav", "x.wav"],
    ["inline", "https://a.example/folder/my%20talk.mp3?token=secret#part", "my talk.mp3"],
    ["nonsense;;;", "https://a.example/talk.mp3", "talk.mp3"],
    [undefined, "https://a.example/100%.mp3", "100%.mp3"],
    [undefined, "https://a.example/a%2Fb.mp3", "b.mp3"],
    [undefined, "https://a.example/a%00b%0Ac.mp3", "a b c.mp3"],
    [undefined, "https://a.example/folder/", undefined],
    [undefined, "https://a.example", undefined],
    [undefined, undefined, undefined],
    [undefined, `https://a.example/${"x".repeat(300)}`, "x".repeat(255)],
  ];
  for (const [disposition, url, expected] of cases) {
    assert.equal(nameOf(disposition, url), expected, `${disposition} ${url}`);
  }
});
