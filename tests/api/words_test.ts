import assert from "node:assert/strict";
import { z } from "zod";
import type { TranscriptSegment } from "../../shared/transcript.ts";
import { startApi } from "../support/api.ts";
import { addText } from "../support/entries.ts";
import { oddTranscripts } from "../support/odd_transcripts.ts";
import { addPerson } from "../support/people.ts";
import { readProblem } from "../support/problems.ts";
import { addTranscript } from "../support/transcripts.ts";

const Page = z.object({
  data: z.array(z.object({
    text: z.string(),
    start_ms: z.int().nullable(),
    end_ms: z.int().nullable(),
    segment: z.int(),
    speaker: z.string().nullable(),
    confidence: z.number().nullable(),
  })),
  next_cursor: z.string().nullable(),
  total: z.int().nullable(),
});

const talk: TranscriptSegment[] = [
  {
    ...{ text: "The Café, the cafe", start_ms: 0, end_ms: 1000, speaker: "A" },
    words: ["The", "Café", "the", "cafe"].map((text, index) => ({
      ...{ text, start_ms: index * 200, end_ms: index * 200 + 150, confidence: (index + 1) / 8 },
    })),
  },
  { text: "and it's the — coffee", start_ms: 1000, end_ms: 3100, speaker: "A" },
  { text: "house. Caféteria?", start_ms: 3100, end_ms: 4800, speaker: "A" },
  { text: "CAFE", start_ms: 5000, end_ms: 5500, speaker: "B" },
];

Deno.test("words", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const { id } = await addTranscript(sql, ann, { segments: talk });
  const read = async (query: string, of = id) =>
    Page.parse(await (await api.call(ann, "GET", `/transcriptions/${of}/words?${query}`)).json());
  const find = async (q: string, of = id) => (await read(new URLSearchParams({ q }).toString(), of)).data;
  const textsOf = async (q: string, of = id) => (await find(q, of)).map(({ text }) => text);

  await t.step("come in order, with the times of their provider or estimated ones", async () => {
    const { data, total } = await read("");
    assert.equal(total, null);
    assert.deepEqual(data.slice(0, 5), [
      { text: "The", start_ms: 0, end_ms: 150, segment: 0, speaker: "A", confidence: 0.125 },
      { text: "Café,", start_ms: 200, end_ms: 350, segment: 0, speaker: "A", confidence: 0.25 },
      { text: "the", start_ms: 400, end_ms: 550, segment: 0, speaker: "A", confidence: 0.375 },
      { text: "cafe", start_ms: 600, end_ms: 750, segment: 0, speaker: "A", confidence: 0.5 },
      { text: "and", start_ms: 1000, end_ms: 1300, segment: 1, speaker: "A", confidence: null },
    ]);
    assert.equal(data.map(({ text }) => text).join(" "), talk.map(({ text }) => text).join(" "));
  });

  await t.step("are found whatever their case, accents and punctuation, as whole words", async () => {
    assert.deepEqual(await textsOf("café"), ["Café", "cafe", "CAFE"]);
    assert.deepEqual(await textsOf("THE CAFE"), ["The Café", "the cafe"]);
    assert.deepEqual(await textsOf("cafe, the cafe!"), ["Café, the cafe"]);
    assert.deepEqual(await textsOf("its the coffee"), ["it's the — coffee"]);
    assert.deepEqual(await textsOf("caf"), []);
    assert.deepEqual(await textsOf("coffee the"), []);
  });

  await t.step("of a phrase are found across segments, with its times and where it begins", async () => {
    assert.deepEqual(await find("cafe and"), [
      { text: "cafe and", start_ms: 600, end_ms: 1300, segment: 0, speaker: "A", confidence: 0.5 },
    ]);
    assert.deepEqual(await textsOf("coffee house cafeteria"), ["coffee house. Caféteria"]);
    assert.deepEqual(await textsOf("cafeteria cafe"), [], "nobody said that: two people did");
  });

  await t.step("come in pages, each place once, with how many there are", async () => {
    const found = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: z.infer<typeof Page> = await read(`q=cafe&limit=1${cursor && `&cursor=${cursor}`}`);
      assert.deepEqual([page.total, page.data.length], [3, 1]);
      found.push(...page.data);
      cursor = page.next_cursor;
    }
    assert.deepEqual(found, await find("cafe"));
    assert.deepEqual(found.map(({ start_ms }) => start_ms), [200, 600, 5000]);
  });

  await t.step("are found in text without times, and in scripts without spaces", async () => {
    const { transcription_id } = await addText(api, ann, "Straße und Weg.\n\nDie ΟΔΟΣ, die οδός; ŒUVRE.");
    assert.deepEqual(await find("STRASSE UND", transcription_id), [
      { text: "Straße und", start_ms: null, end_ms: null, segment: 0, speaker: null, confidence: null },
    ]);
    assert.deepEqual(await textsOf("οδος", transcription_id), ["ΟΔΟΣ", "οδός"]);
    const chinese = await addTranscript(sql, ann, {
      segments: [{ text: "今天天气", start_ms: 0, end_ms: 800 }, { text: "很好，走吧。", start_ms: 800, end_ms: 2000 }],
    });
    assert.deepEqual(await find("天气很好走", chinese.id), [
      { text: "天气很好，走", start_ms: 400, end_ms: 1600, segment: 0, speaker: null, confidence: null },
    ]);
    const devanagari = await addTranscript(sql, ann, { segments: [{ text: "की का", start_ms: 0, end_ms: 9 }] });
    assert.deepEqual(await textsOf("की", devanagari.id), ["की"], "a vowel is no accent");
  });

  await t.step("of odd transcripts join to all of them, page by page", async () => {
    for (const [name, segments] of Object.entries(oddTranscripts)) {
      if (segments.length > 100) continue;
      const odd = await addTranscript(sql, ann, { segments });
      const texts: string[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const page: z.infer<typeof Page> = await read(`limit=300${cursor && `&cursor=${cursor}`}`, odd.id);
        texts.push(...page.data.map(({ text }) => text));
        cursor = page.next_cursor;
      }
      const said = segments.map(({ text }) => text).join("").replaceAll(/\s/g, "");
      assert.equal(texts.join("").replaceAll(/\s/g, ""), said, name);
    }
  });

  await t.step("are not looked for where there is nothing to look for", async () => {
    for (const q of ["", " ", "?!", "—", "x".repeat(201)]) {
      const response = await api.call(ann, "GET", `/transcriptions/${id}/words?${new URLSearchParams({ q })}`);
      const problem = await readProblem(response);
      assert.deepEqual([problem.status, problem.errors?.[0]?.path], [422, "q"], q);
    }
  });
});
