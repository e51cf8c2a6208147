import assert from "node:assert/strict";
import type { TranscriptSegment } from "../../shared/transcript.ts";
import { startApi } from "../support/api.ts";
import { addText } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";
import { addTranscript } from "../support/transcripts.ts";

const talk: TranscriptSegment[] = [
  { text: "Good morning.", start_ms: 0, end_ms: 1250, speaker: "A" },
  { text: "Is 2 < 3 & 3 > 2?", start_ms: 1250, end_ms: 3000, speaker: "B" },
  { text: "It is.", start_ms: 3_600_000, end_ms: 3_600_900, speaker: "B" },
  { text: "Ünïcödé 日本語.", start_ms: 3_600_900, end_ms: 3_602_000 },
];

const golden = {
  txt: `Ann <3: Good morning.
Speaker B: Is 2 < 3 & 3 > 2?
It is.
Ünïcödé 日本語.
`,
  srt: `1
00:00:00,000 --> 00:00:01,250
Ann <3: Good morning.

2
00:00:01,250 --> 00:00:03,000
Speaker B: Is 2 < 3 & 3 > 2?

3
01:00:00,000 --> 01:00:00,900
Speaker B: It is.

4
01:00:00,900 --> 01:00:02,000
Ünïcödé 日本語.
`,
  vtt: `WEBVTT

00:00:00.000 --> 00:00:01.250
<v Ann &lt;3>Good morning.

00:00:01.250 --> 00:00:03.000
<v Speaker B>Is 2 &lt; 3 &amp; 3 &gt; 2?

01:00:00.000 --> 01:00:00.900
<v Speaker B>It is.

01:00:00.900 --> 01:00:02.000
Ünïcödé 日本語.
`,
};

const types = {
  txt: "text/plain; charset=utf-8",
  srt: "application/x-subrip; charset=utf-8",
  vtt: "text/vtt; charset=utf-8",
};

Deno.test("downloads", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const { id } = await addTranscript(sql, ann, { title: "A talk", speakers: { A: "Ann <3" }, segments: talk });
  const download = (transcriptionId: string, format?: string) =>
    api.call(ann, "GET", `/transcriptions/${transcriptionId}/download${format ? `?format=${format}` : ""}`);

  for (const format of ["txt", "srt", "vtt"] as const) {
    await t.step(`as ${format} read as that format wants it, with the names that speakers were given`, async () => {
      const response = await download(id, format);
      assert.equal(response.headers.get("content-type"), types[format]);
      assert.equal(await response.text(), golden[format]);
    });
  }

  await t.step("as json hold all that is known", async () => {
    const response = await download(id, "json");
    assert.equal(response.headers.get("content-type"), "application/json");
    const segments = talk.map((segment, position) => ({ position, speaker: null, words: null, ...segment }));
    assert.deepEqual(await response.json(), {
      id,
      title: "A talk",
      language: "en",
      audio_ms: 60000,
      text: talk.map(({ text }) => text).join(" "),
      speakers: { A: "Ann <3" },
      segments,
    });
  });

  await t.step("are plain text where no format is named, and refused where it is none of ours", async () => {
    assert.equal(await (await download(id)).text(), golden.txt);
    const problem = await readProblem(await download(id, "docx"));
    assert.deepEqual([problem.status, problem.errors?.[0]?.path], [422, "format"]);
    assert(["txt", "srt", "vtt", "json"].every((format) => problem.detail.includes(`"${format}"`)));
  });

  await t.step("of typed text have no subtitles, and say what to take instead", async () => {
    const { transcription_id } = await addText(api, ann, "One.\n\nTwo.", { title: "Notes" });
    for (const format of ["srt", "vtt"]) {
      const problem = await readProblem(await download(transcription_id, format));
      assert.deepEqual([problem.status, problem.code], [409, "export_needs_times"]);
      assert(problem.detail.includes("txt or json"));
    }
    assert.equal(await (await download(transcription_id)).text(), "One.\nTwo.\n");
    assert.equal((await download(transcription_id, "json")).status, 200);
  });

  await t.step("of silence are empty files that players take", async () => {
    const silence = await addTranscript(sql, ann, { segments: [] });
    assert.equal(await (await download(silence.id, "vtt")).text(), "WEBVTT\n");
    assert.equal(await (await download(silence.id, "srt")).text(), "");
    assert.equal(await (await download(silence.id, "txt")).text(), "\n");
  });

  await t.step("are refused while there is nothing to download", async () => {
    const queued = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
    assert.equal(await outcomeOfResponse(await download(queued)), "409 transcription_not_ready");
    assert.equal(await outcomeOfResponse(await download(crypto.randomUUID())), "404 transcription_not_found");
  });
});

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
