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

Unknown speaker: Ünïcödé 日本語.
`,
  md: `# A talk

*DATE · 00:01:00 · English*

**Ann \\<3** *00:00:00* Good morning.

**Speaker B** *00:00:01* Is 2 \\< 3 & 3 > 2?

*01:00:00* It is.

**Unknown speaker** *01:00:00* Ünïcödé 日本語.
`,
  csv: `\uFEFF${
    [
      "start_ms,end_ms,start,end,speaker,text",
      "0,1250,00:00:00.000,00:00:01.250,Ann <3,Good morning.",
      "1250,3000,00:00:01.250,00:00:03.000,Speaker B,Is 2 < 3 & 3 > 2?",
      "3600000,3600900,01:00:00.000,01:00:00.900,Speaker B,It is.",
      "3600900,3602000,01:00:00.900,01:00:02.000,,Ünïcödé 日本語.",
    ].map((row) => `${row}\r\n`).join("")
  }`,
  srt: `1
00:00:00,000 --> 00:00:01,170
Ann <3: Good morning.

2
00:00:01,250 --> 00:00:03,000
Speaker B: Is 2 < 3 & 3 > 2?

3
01:00:00,000 --> 01:00:00,820
It is.

4
01:00:00,900 --> 01:00:02,000
Ünïcödé 日本語.
`,
  vtt: `WEBVTT

00:00:00.000 --> 00:00:01.170
<v Ann &lt;3>Good morning.

00:00:01.250 --> 00:00:03.000
<v Speaker B>Is 2 &lt; 3 &amp; 3 &gt; 2?

01:00:00.000 --> 01:00:00.820
<v Speaker B>It is.

01:00:00.900 --> 01:00:02.000
Ünïcödé 日本語.
`,
};

const types = {
  txt: "text/plain; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
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
  const { created_at } = await (await api.call(ann, "GET", `/transcriptions/${id}`)).json();
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(created_at));

  for (const format of ["txt", "md", "srt", "vtt", "csv"] as const) {
    await t.step(`as ${format} read as that format wants it, with the names that speakers were given`, async () => {
      const response = await download(id, format);
      assert.equal(response.headers.get("content-type"), types[format]);
      // A body's own text() would take the byte order mark away.
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.bytes());
      assert.equal(text, golden[format].replace("DATE", day));
    });
  }

  await t.step("as docx are documents for Word, under the name 'word' as well", async () => {
    for (const format of ["docx", "word"]) {
      const response = await download(id, format);
      assert.equal(
        response.headers.get("content-type"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      );
      assert.match(response.headers.get("content-disposition") ?? "", /filename="A talk\.docx"/);
      assert.equal(new TextDecoder().decode((await response.bytes()).slice(0, 2)), "PK");
    }
  });

  await t.step("name speakers and times as asked, where a format leaves that open", async () => {
    const withTimes = await (await download(id, "txt&timestamps=true")).text();
    assert.equal(withTimes.split("\n\n")[1], "[00:00:01] Speaker B: Is 2 < 3 & 3 > 2?");
    assert.equal((await (await download(id, "txt&speakers=false")).text()).split("\n\n")[0], "Good morning.");
    const plain = await (await download(id, "md&speakers=false&timestamps=false")).text();
    assert.equal(plain.split("\n\n")[2], "Good morning.");
    for (const query of ["txt&timestamps=yes", "txt&speakers=", "srt&timestamps=true", "json&speakers=false"]) {
      assert.equal(await outcomeOfResponse(await download(id, query)), "422 invalid_request", query);
    }
  });

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
    const problem = await readProblem(await download(id, "pdf"));
    assert.deepEqual([problem.status, problem.errors?.[0]?.path], [422, "format"]);
    assert(
      ["txt", "md", "docx", "srt", "vtt", "json", "csv"].every((format) => problem.detail.includes(`"${format}"`)),
    );
  });

  await t.step("of typed text have no subtitles, and say what to take instead", async () => {
    const { transcription_id } = await addText(api, ann, "One.\n\nTwo.", { title: "Notes" });
    for (const format of ["srt", "vtt"]) {
      const problem = await readProblem(await download(transcription_id, format));
      assert.deepEqual([problem.status, problem.code], [409, "export_needs_times"]);
      assert(problem.detail.includes("txt, md, docx, csv or json"));
    }
    assert.equal(await (await download(transcription_id)).text(), "One.\n\nTwo.\n");
    for (const format of ["md", "docx", "csv", "json"]) {
      assert.equal(await outcomeOfResponse(await download(transcription_id, format)), "200", format);
    }
  });

  await t.step("of silence are empty files that players take", async () => {
    const silence = await addTranscript(sql, ann, { segments: [] });
    assert.equal(await (await download(silence.id, "vtt")).text(), "WEBVTT\n");
    assert.equal(await (await download(silence.id, "srt")).text(), "");
    assert.equal(await (await download(silence.id, "txt")).text(), "");
  });

  await t.step("are refused while there is nothing to download", async () => {
    const queued = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
    assert.equal(await outcomeOfResponse(await download(queued)), "409 transcription_not_ready");
    assert.equal(await outcomeOfResponse(await download(crypto.randomUUID())), "404 transcription_not_found");
  });
});
