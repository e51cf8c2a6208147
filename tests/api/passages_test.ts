import assert from "node:assert/strict";
import { z } from "zod";
import type { TranscriptSegment } from "../../shared/transcript.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { addText } from "../support/entries.ts";
import { oddTranscripts, saidIn } from "../support/odd_transcripts.ts";
import { addPerson, type Person } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addTranscript } from "../support/transcripts.ts";

const Page = z.object({
  data: z.array(z.object({
    position: z.int(),
    text: z.string(),
    start_ms: z.int().nullable(),
    end_ms: z.int().nullable(),
    segment: z.int(),
    speaker: z.string().nullable(),
    confidence: z.number().nullable(),
    words: z.array(z.object({ text: z.string(), start_ms: z.int() })).nullable(),
  })),
  next_cursor: z.string().nullable(),
});

const talk: TranscriptSegment[] = [
  {
    ...{ text: "We met Dr. Smith. He", start_ms: 0, end_ms: 2000, speaker: "A" },
    words: ["We", "met", "Dr.", "Smith.", "He"].map((text, index) => ({
      ...{ text, start_ms: index * 400, end_ms: index * 400 + 300, confidence: index === 4 ? 0.5 : 0.75 },
    })),
  },
  { text: "left at 3.5 past ten.", start_ms: 2000, end_ms: 4100, speaker: "A" },
  { text: "Did he?", start_ms: 4100, end_ms: 5000, speaker: "B" },
  { text: "Yes! And then", start_ms: 5000, end_ms: 6300, speaker: "A" },
  { text: "no,", start_ms: 6300, end_ms: 6600, speaker: "B" },
  { text: "he came back.", start_ms: 6600, end_ms: 7900, speaker: "A" },
  { text: "Really.", start_ms: 10_000, end_ms: 10_700, speaker: "A" },
];

Deno.test("sentences and paragraphs", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const { id } = await addTranscript(sql, ann, { segments: talk });

  await t.step("are whole across segments, and never those of two speakers", async () => {
    const { data } = await readPage(api, ann, `/transcriptions/${id}/sentences`);
    assert.deepEqual(
      data.map((
        { position, segment, speaker, start_ms, end_ms, text },
      ) => [position, segment, speaker, start_ms, end_ms, text]),
      [
        [0, 0, "A", 0, 1500, "We met Dr. Smith."],
        [1, 0, "A", 1600, 4100, "He left at 3.5 past ten."],
        [2, 2, "B", 4100, 5000, "Did he?"],
        [3, 3, "A", 5000, 5400, "Yes!"],
        [4, 3, "A", 5500, 6300, "And then"],
        [5, 4, "B", 6300, 6600, "no,"],
        [6, 5, "A", 6600, 7900, "he came back."],
        [7, 6, "A", 10_000, 10_700, "Really."],
      ],
    );
    assert.deepEqual(data.slice(0, 3).map(({ confidence }) => confidence), [0.75, 0.5, null]);
    assert.deepEqual(data[0]?.words?.map(({ text, start_ms }) => [text, start_ms]), [
      ...[["We", 0], ["met", 400], ["Dr.", 800], ["Smith.", 1200]],
    ]);
    assert.deepEqual(data[1]?.words, [{ text: "He", start_ms: 1600 }], "estimated words are none");
    assert.equal(data[2]?.words, null);
  });

  await t.step("make paragraphs that end where the speaker changes or is silent", async () => {
    const { data } = await readPage(api, ann, `/transcriptions/${id}/paragraphs`);
    assert.deepEqual(data.map(({ text }) => text), [
      "We met Dr. Smith. He left at 3.5 past ten.",
      "Did he?",
      "Yes! And then",
      "no,",
      "he came back.",
      "Really.",
    ]);
  });

  await t.step("of long speech are paragraphs of some hundred characters", async () => {
    const segments = Array.from({ length: 300 }, (_, index) => ({
      ...{ text: `This is sentence number ${index}.`, start_ms: index * 3000, end_ms: index * 3000 + 2900 },
    }));
    const long = await addTranscript(sql, ann, { segments });
    const { data } = await readPage(api, ann, `/transcriptions/${long.id}/paragraphs`);
    for (const { text } of data.slice(0, -1)) assert(text.length >= 600 && text.length < 700, text);
    assert.equal(saidIn(data), saidIn(segments));
  });

  await t.step("of typed text are those of its author, without times", async () => {
    const text = "A title\n\nOne. Two.\nThree, a new line.\n\nThe end.";
    const { transcription_id } = await addText(api, ann, text);
    const paragraphs = await readPage(api, ann, `/transcriptions/${transcription_id}/paragraphs`);
    assert.deepEqual(paragraphs.data.map((one) => one.text), text.split("\n\n"));
    assert.deepEqual(paragraphs.data.map(({ start_ms, end_ms, words }) => start_ms ?? end_ms ?? words), [
      ...[null, null, null],
    ]);
    const sentences = await readPage(api, ann, `/transcriptions/${transcription_id}/sentences`);
    assert.deepEqual(sentences.data.map((one) => one.text), [
      ...["A title", "One.", "Two.", "Three, a new line.", "The end."],
    ]);
  });

  await t.step("come in pages that join to the whole, whatever the transcript", async () => {
    for (const [name, segments] of Object.entries(oddTranscripts)) {
      const { id } = await addTranscript(sql, ann, { segments });
      const limits = segments.length > 100 ? [333] : [1, 7];
      for (const unit of ["sentences", "paragraphs"]) {
        const whole = await readAll(api, ann, `/transcriptions/${id}/${unit}?limit=1000`);
        assert.equal(saidIn(whole), saidIn(segments), name);
        for (const limit of limits) {
          assert.deepEqual(await readAll(api, ann, `/transcriptions/${id}/${unit}?limit=${limit}`), whole, name);
        }
      }
    }
  });

  await t.step("take a cursor of their own list only, and limits from 1 to 1000", async () => {
    const { next_cursor } = await readPage(api, ann, `/transcriptions/${id}/sentences?limit=1`);
    for (const unit of ["paragraphs", "words", "segments"]) {
      const response = await api.call(ann, "GET", `/transcriptions/${id}/${unit}?cursor=${next_cursor}`);
      assert.equal(await outcomeOfResponse(response), "400 invalid_cursor", unit);
    }
    for (const limit of [0, 1001]) {
      const response = await api.call(ann, "GET", `/transcriptions/${id}/sentences?limit=${limit}`);
      assert.equal(await outcomeOfResponse(response), "422 invalid_request");
    }
  });
});

Deno.test("the segments of one speaker are given alone, in pages", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const { id } = await addTranscript(api.database.sql, ann, { segments: talk });
  const read = async (query: string) => {
    const { data, next_cursor } = await (await api.call(ann, "GET", `/transcriptions/${id}/segments?${query}`)).json();
    return { texts: data.map(({ text }: { text: string }) => text), next_cursor };
  };
  const first = await read("speaker=B&limit=1");
  assert.deepEqual(first.texts, ["Did he?"]);
  assert.deepEqual(await read(`speaker=B&limit=1&cursor=${first.next_cursor}`), { texts: ["no,"], next_cursor: null });
  assert.deepEqual((await read("speaker=C")).texts, []);
});

async function readPage(api: TestApi, person: Person, path: string) {
  return Page.parse(await (await api.call(person, "GET", path)).json());
}

async function readAll(api: TestApi, person: Person, path: string) {
  const all: z.infer<typeof Page>["data"] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = await readPage(api, person, `${path}${cursor && `&cursor=${cursor}`}`);
    all.push(...page.data);
    cursor = page.next_cursor;
  }
  return all;
}
