import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addText } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";

Deno.test("the name of a downloaded file", async (t) => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const nameOf = async (title: string) => {
    const { transcription_id } = await addText(api, ann, "Hello", { title });
    return (await api.call(ann, "GET", `/transcriptions/${transcription_id}/download`))
      .headers.get("content-disposition");
  };

  const names: [title: string, plain: string, encoded: string][] = [
    ["My talk", "My talk", "My%20talk"],
    ['He said "hi"', "He said hi", "He%20said%20hi"],
    ["../../etc/passwd", ".. .. etc passwd", "..%20..%20etc%20passwd"],
    ["one\r\nSet-Cookie: two", "one Set-Cookie two", "one%20Set-Cookie%20two"],
    ["Übung 100%", "Ubung 100%", "%C3%9Cbung%20100%25"],
    ["日本語", "transcript", "%E6%97%A5%E6%9C%AC%E8%AA%9E"],
    ["It's (new)*", "It's (new)", "It%27s%20%28new%29"],
    ["＂quoted＂ ／ wide＼", "quoted wide", `${encodeURIComponent("＂quoted＂ ／ wide＼")}`],
    ["", "transcript", "transcript"],
    ["???", "transcript", "transcript"],
    [`a${"😀".repeat(99)}`, "a", `a${encodeURIComponent("😀".repeat(99))}`],
    ["x".repeat(200), "x".repeat(150), "x".repeat(150)],
  ];
  for (const [title, plain, encoded] of names) {
    await t.step(`is made of ${JSON.stringify(title.slice(0, 30))}`, async () => {
      assert.equal(
        await nameOf(title),
        `attachment; filename="${plain}.txt"; filename*=UTF-8''${encoded}.txt`,
      );
    });
  }
});
