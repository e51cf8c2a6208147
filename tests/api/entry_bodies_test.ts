import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";

Deno.test("mistakes in the body of an entry", async (t) => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const post = (body?: unknown, headers?: HeadersInit) => api.call(ann, "POST", "/entries", body, headers);
  const text = { kind: "text", text: "Hello" };
  const audio = { kind: "audio", filename: "talk.mp3", byte_size: 9 };

  await t.step("are told apart: no body, no JSON, a type that is not taken", async () => {
    const json = { "content-type": "application/json" };
    assert.equal(await outcomeOfResponse(await post()), "415 media_type_not_supported");
    assert.equal(await outcomeOfResponse(await post(undefined, json)), "422 invalid_request");
    assert.equal(await outcomeOfResponse(await post("", json)), "422 invalid_request");
    for (const broken of ["{", '{"kind":"text",}', "kind=text", "\u0000"]) {
      assert.equal(await outcomeOfResponse(await post(broken)), "400 invalid_json", broken);
    }
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"]) {
      assert.equal(
        await outcomeOfResponse(await post(JSON.stringify(text), { "content-type": type })),
        "415 media_type_not_supported",
      );
    }
    assert.equal(
      await outcomeOfResponse(await post(JSON.stringify(text), { "content-type": "Application/JSON; charset=utf-8" })),
      "201",
    );
  });

  const wrong: [path: string, body: unknown][] = [
    ["", null],
    ["", []],
    ["", "text"],
    ["kind", {}],
    ["kind", { kind: "video" }],
    ["text", { kind: "text" }],
    ["text", { kind: "text", text: " \n " }],
    ["text", { kind: "text", text: 5 }],
    ["text", { kind: "text", text: "a NUL \u0000" }],
    ["text", { kind: "text", text: "half a character \ud83d" }],
    ["title", { ...text, title: "x".repeat(201) }],
    ["title", { ...text, title: "\u0000" }],
    ["language", { ...text, language: "german" }],
    ["tags", { ...text, tags: "one" }],
    ["tags.1", { ...text, tags: ["one", ""] }],
    ["tags.0", { ...text, tags: ["x".repeat(51)] }],
    ["tags", { ...text, tags: Array.from({ length: 21 }, (_, index) => `${index}`) }],
    ["", { ...text, user_id: ann.id }],
    ["", { ...text, status: "ready" }],
    ["filename", { ...audio, filename: "" }],
    ["filename", { ...audio, filename: "x".repeat(256) }],
    ["byte_size", { ...audio, byte_size: 0 }],
    ["byte_size", { ...audio, byte_size: 1.5 }],
    ["byte_size", { ...audio, byte_size: "9" }],
    ["source", { ...audio, source: "typed" }],
    ["", { ...audio, object_path: "somebody/else.mp3" }],
  ];
  for (const [path, body] of wrong) {
    await t.step(`${JSON.stringify(body)?.slice(0, 60)} is refused at '${path}'`, async () => {
      const problem = await readProblem(await post(JSON.stringify(body)));
      assert.deepEqual([problem.status, problem.code, problem.retryable], [422, "invalid_request", false]);
      assert.deepEqual(problem.errors?.map((error) => error.path), [path]);
    });
  }

  await t.step("are all named at once, each with what to do", async () => {
    const problem = await readProblem(await post({ kind: "text", text: "", title: 5, language: "english" }));
    assert.deepEqual(problem.errors?.map(({ path }) => path), ["text", "title", "language"]);
    assert(problem.detail.includes("text: Must hold some text"));
  });

  await t.step("leave nothing behind", async () => {
    const [{ count }] = await api.database.sql<[{ count: string }]>`select count(*) from public.entries`;
    assert.equal(count, "1");
  });
});
