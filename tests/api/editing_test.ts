import assert from "node:assert/strict";
import type { TranscriptSegment } from "../../shared/transcript.ts";
import { startApi } from "../support/api.ts";
import { addText } from "../support/entries.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";
import { spoken } from "../support/spoken.ts";
import { addTranscript } from "../support/transcripts.ts";

const segments = [spoken("Good mourning, Ann.", "A", 0), spoken("Hello.", "B", 2000), spoken("Bye.", "C", 3000)];

Deno.test("correcting a segment", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const read = async (path: string) => await (await api.call(ann, "GET", path)).json();
  const patch = (path: string, body: unknown, headers?: HeadersInit) => api.call(ann, "PATCH", path, body, headers);

  await t.step("changes what it says and the whole text, and keeps the times of what is still said", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    const response = await patch(`/transcriptions/${id}/segments/0`, { text: "Good morning, Ann!" });
    assert.equal(response.headers.get("etag"), '"2"');
    const { revision, ...segment } = await response.json();
    const [good, , name] = segments[0]!.words!;
    assert.deepEqual(segment, {
      ...{ ...segments[0], position: 0, text: "Good morning, Ann!" },
      words: [good, { text: "morning,", start_ms: 500, end_ms: 900, interpolated: true }, { ...name, text: "Ann!" }],
    });
    const now = await read(`/transcriptions/${id}`);
    assert.deepEqual([now.text, now.revision, revision], ["Good morning, Ann! Hello. Bye.", 2, 2]);
    assert.deepEqual((await read(`/transcriptions/${id}/segments`)).data[0], segment);
  });

  await t.step("changes who says it, to somebody new too, or to nobody", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    for (const speaker of ["B", "Guest", null]) {
      const segment = await (await patch(`/transcriptions/${id}/segments/1`, { speaker })).json();
      assert.deepEqual([segment.speaker, segment.text, segment.words], [speaker, "Hello.", segments[1]!.words]);
    }
    assert.equal((await read(`/transcriptions/${id}`)).revision, 3, "the first of them changed nothing");
  });

  await t.step("is followed by exports and by search", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    await patch(`/transcriptions/${id}/segments/0`, { text: "Good morning, Ann." });
    await patch(`/transcriptions/${id}/segments/2`, { text: "" });
    await patch(`/transcriptions/${id}`, { speakers: { A: "Bob" } });
    const download = async (format: string) =>
      await (await api.call(ann, "GET", `/transcriptions/${id}/download?format=${format}`)).text();
    const srt = await download("srt");
    assert.match(srt, /Bob: Good morning, Ann\./);
    assert.doesNotMatch(srt, /Bye|Speaker C/);
    const { data: [morning] } = await read(`/transcriptions/${id}/words?q=morning`);
    assert.deepEqual([morning.text, morning.start_ms, morning.end_ms], ["morning", 500, 900]);
    assert.match(await download("txt"), /^Bob: Good morning, Ann\.\s+Speaker B: Hello\.\s*$/);
  });

  await t.step("with no text keeps its place and times, and it can be filled again", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    const emptied = await (await patch(`/transcriptions/${id}/segments/1`, { text: " " })).json();
    assert.deepEqual([emptied.text, emptied.words, emptied.start_ms], ["", [], 2000]);
    assert.equal((await read(`/transcriptions/${id}`)).text, "Good mourning, Ann. Bye.");
    const filled = await (await patch(`/transcriptions/${id}/segments/1`, { text: "Hi." })).json();
    assert.deepEqual(filled.words, [{ text: "Hi.", start_ms: 2000, end_ms: 2500, interpolated: true }]);
    assert.equal((await read(`/transcriptions/${id}`)).text, "Good mourning, Ann. Hi. Bye.");
  });

  await t.step("without times or words leaves it without, and keeps the paragraphs of a typed text", async () => {
    const { transcription_id: id } = await addText(api, ann, "First.\n\n\nSecond.\n\nThird.");
    const segment = await (await patch(`/transcriptions/${id}/segments/1`, { text: "2nd: ünïcödé 日本語 👍🏽" })).json();
    assert.deepEqual([segment.start_ms, segment.words], [null, null]);
    assert.equal((await read(`/transcriptions/${id}`)).text, "First.\n\n\n2nd: ünïcödé 日本語 👍🏽\n\nThird.");
  });

  await t.step("that changes nothing makes no revision", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    const response = await patch(`/transcriptions/${id}/segments/1`, { text: "Hello.", speaker: "B" });
    assert.deepEqual([response.status, response.headers.get("etag")], [200, '"1"']);
    assert.deepEqual((await read(`/transcriptions/${id}/history`)).data, []);
  });

  await t.step("is refused where there is no such segment, no such edit or no transcript yet", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    const queued = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
    const cases: [string, unknown, string][] = [
      [`${id}/segments/3`, { text: "Hi" }, "404 segment_not_found"],
      [`${id}/segments/-1`, { text: "Hi" }, "422 invalid_request"],
      [`${id}/segments/9999999999`, { text: "Hi" }, "422 invalid_request"],
      [`${id}/segments/0`, {}, "422 invalid_request"],
      [`${id}/segments/0`, { revision: 1 }, "422 invalid_request"],
      [`${id}/segments/0`, { text: null }, "422 invalid_request"],
      [`${id}/segments/0`, { text: "\0" }, "422 invalid_request"],
      [`${id}/segments/0`, { speaker: " " }, "422 invalid_request"],
      [`${id}/segments/0`, { start_ms: 5 }, "422 invalid_request"],
      [`${id}/segments/0`, "{", "400 invalid_json"],
      [`${crypto.randomUUID()}/segments/0`, { text: "Hi" }, "404 transcription_not_found"],
      [`${queued}/segments/0`, { text: "Hi" }, "409 transcription_not_ready"],
    ];
    for (const [path, body, outcome] of cases) {
      assert.equal(await outcomeOfResponse(await patch(`/transcriptions/${path}`, body)), outcome, path);
    }
    assert.equal((await read(`/transcriptions/${id}`)).revision, 1);
  });
});

Deno.test("naming and merging speakers", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const patch = (id: string, body: unknown) => api.call(ann, "PATCH", `/transcriptions/${id}`, body);
  const merge = (id: string, body: unknown) => api.call(ann, "POST", `/transcriptions/${id}/speakers/merge`, body);

  await t.step("gives names, takes them away, and leaves those alone that are not mentioned", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    const steps = [
      [{ A: " Ann ", B: "Bob" }, { A: "Ann", B: "Bob" }],
      [{ B: null, C: "Cy" }, { A: "Ann", C: "Cy" }],
      [{ A: "" }, { C: "Cy" }],
    ];
    for (const [speakers, expected] of steps) {
      const response = await patch(id, { speakers });
      const run = await response.json();
      assert.deepEqual(run.speakers, expected);
      assert.equal(response.headers.get("etag"), `"${run.revision}"`);
    }
    assert.equal((await (await patch(id, { speakers: { C: "Cy" } })).json()).revision, 4, "nothing changed any more");
  });

  await t.step("refuses labels that nobody has, and says which there are", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    const problem = await readProblem(await patch(id, { speakers: { A: "Ann", Z: "Zoe" } }));
    assert.deepEqual(problem.errors, [{ path: "speakers.Z", message: "Must be one of A, B, C" }]);
    const { transcription_id: typed } = await addText(api, ann, "Typed.");
    assert.match((await readProblem(await patch(typed, { speakers: { A: "Ann" } }))).detail, /the transcript has none/);
    for (const body of [{}, { speakers: {} }, { speakers: { A: "x".repeat(101) } }, { speakers: [] }]) {
      assert.equal(await outcomeOfResponse(await patch(id, body)), "422 invalid_request");
    }
  });

  await t.step("takes a label for nothing but a label", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    await api.call(ann, "PATCH", `/transcriptions/${id}/segments/0`, { speaker: "constructor" });
    const txt = await (await api.call(ann, "GET", `/transcriptions/${id}/download`)).text();
    assert.match(txt, /^constructor: Good mourning/);
    const named = await (await patch(id, { speakers: { constructor: "Ann" } })).json();
    assert.deepEqual(named.speakers, { constructor: "Ann" });
  });

  await t.step("makes two speakers one, whose name is the second's", async () => {
    const { id } = await addTranscript(sql, ann, { segments, speakers: { A: "Ann", C: "Ann again" } });
    const run = await (await merge(id, { from: "C", into: "A", revision: 1 })).json();
    assert.deepEqual([run.speakers, run.revision], [{ A: "Ann" }, 2]);
    const { data } = await (await api.call(ann, "GET", `/transcriptions/${id}/segments`)).json();
    assert.deepEqual(data.map(({ speaker }: TranscriptSegment) => speaker), ["A", "B", "A"]);
    for (const body of [{ from: "C", into: "A" }, { from: "A", into: "C" }, { from: "A", into: "A" }, { from: "A" }]) {
      assert.equal(await outcomeOfResponse(await merge(id, body)), "422 invalid_request", JSON.stringify(body));
    }
  });
});

Deno.test("editing what somebody else edits", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const edit = (id: string, position: number, body: unknown, headers?: HeadersInit) =>
    api.call(ann, "PATCH", `/transcriptions/${id}/segments/${position}`, body, headers);

  await t.step("is refused for another revision than the current one, which it names", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    const { headers } = await api.call(ann, "GET", `/transcriptions/${id}`);
    const tag = headers.get("etag")!;
    assert.equal((await edit(id, 0, { text: "One" }, { "if-match": tag })).headers.get("etag"), '"2"');
    for (const [body, ifMatch] of [[{ revision: 1 }], [{}, tag], [{ revision: 2 }, tag], [{ revision: 3 }, '"2"']]) {
      const refused = await readProblem(
        await edit(id, 0, { text: "Two", ...body as object }, ifMatch ? { "if-match": String(ifMatch) } : {}),
      );
      assert.deepEqual([refused.code, refused.status, refused.revision], ["revision_conflict", 409, 2]);
    }
    for (const ifMatch of ['"2"', 'W/"3"', '"9", "4"', "*"]) {
      assert.equal((await edit(id, 0, { text: `With ${ifMatch}` }, { "if-match": ifMatch })).status, 200, ifMatch);
    }
    for (const ifMatch of ["5", "nonsense", '"x"', '"5" "6"']) {
      const outcome = await outcomeOfResponse(await edit(id, 0, { text: "No" }, { "if-match": ifMatch }));
      assert.equal(outcome, "422 invalid_request", ifMatch);
    }
    const others = [
      ["PATCH", "", { speakers: { A: "Ann" }, revision: 1 }],
      ["POST", "/speakers/merge", { from: "A", into: "B", revision: 1 }],
    ] as const;
    for (const [method, path, body] of others) {
      const response = await api.call(ann, method, `/transcriptions/${id}${path}`, body);
      assert.equal(await outcomeOfResponse(response), "409 revision_conflict");
    }
    const revert = await api.call(ann, "POST", `/transcriptions/${id}/revert`, { revision: 1 }, { "if-match": tag });
    assert.equal(await outcomeOfResponse(revert), "409 revision_conflict");
  });

  await t.step("has no tag to go by until it is completed", async () => {
    const id = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
    assert.equal((await api.call(ann, "GET", `/transcriptions/${id}`)).headers.get("etag"), null);
  });

  await t.step("at once makes a revision each, and loses none", async () => {
    const many = Array.from({ length: 12 }, (_, index) => spoken(`Segment ${index}.`, "A", index * 2000));
    const { id } = await addTranscript(sql, ann, { segments: many });
    const answers = await Promise.all(many.map((_, index) => edit(id, index, { text: `Corrected ${index}.` })));
    const revisions = await Promise.all(answers.map(async (answer) => (await answer.json()).revision));
    assert.deepEqual(revisions.sort((a, b) => a - b), many.map((_, index) => index + 2));
    const run = await (await api.call(ann, "GET", `/transcriptions/${id}`)).json();
    assert.equal(run.text, many.map((_, index) => `Corrected ${index}.`).join(" "));
    assert.equal(run.revision, 13);
  });

  await t.step("at once for the same revision lets one of them win", async () => {
    const { id } = await addTranscript(sql, ann, { segments });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => edit(id, 0, { text: `Version ${index}`, revision: 1 })),
    );
    const outcomes = await Promise.all(answers.map(outcomeOfResponse));
    assert.deepEqual(outcomes.sort(), ["200", ...Array(7).fill("409 revision_conflict")]);
  });
});
