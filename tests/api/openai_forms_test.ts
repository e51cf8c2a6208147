import assert from "node:assert/strict";
import { encodeWav } from "../../local/speech/wav.ts";
import { AppError } from "../../shared/errors.ts";
import { startApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { formWith, listObjects } from "../support/entries.ts";
import { whileWorking } from "../support/openai_surface.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { addPerson } from "../support/people.ts";
import { startPipeline } from "../support/pipeline.ts";
import { outcomeOfResponse } from "../support/problems.ts";

const audio = await readAudio("s16.wav");
const boundary = "the-boundary";
const formType = { "content-type": `multipart/form-data; boundary=${boundary}` };

type Part = { name: string; value: string | Uint8Array<ArrayBuffer>; filename?: string; type?: string };

/** A form as its bytes, written by hand. */
async function writeForm(parts: Part[], end = `--${boundary}--\r\n`): Promise<Uint8Array<ArrayBuffer>> {
  const all = parts.flatMap(({ name, value, filename, type }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`,
    filename === undefined ? "" : `; filename="${filename}"`,
    type === undefined ? "" : `\r\ncontent-type: ${type}`,
    "\r\n\r\n",
    value,
    "\r\n",
  ]);
  return new Uint8Array(await new Blob([...all, end]).arrayBuffer());
}

/** A WAV of silence: 32,000 bytes a second. */
function makeSilence(seconds: number): Uint8Array<ArrayBuffer> {
  return encodeWav(new Int16Array(seconds * 16_000));
}

Deno.test("forms for OpenAI's endpoint, whoever writes them", async (t) => {
  await using server = await startOpenaiServer();
  await using pipeline = await startPipeline({ OPENAI_BASE_URL: server.baseUrl });
  const { ann, api } = pipeline;
  const { sql } = api.database;
  const { publicUrl } = api.deps.config;
  const send = (body: BodyInit, headers: HeadersInit = formType) =>
    fetch(`${publicUrl}/functions/v1/api/v1/audio/transcriptions`, {
      method: "POST",
      headers: { authorization: `Bearer ${ann.token}`, ...headers },
      body,
    });
  const file = { name: "file", filename: "Gespräch.wav", type: "audio/wav", value: audio };
  const nothingStays = async () => {
    assert.deepEqual(await listObjects(sql), []);
    assert.deepEqual([...await sql`select id from public.entries`], []);
  };

  const refused: Record<string, [Part[], string]> = {
    "no file": [[{ name: "model", value: "whisper-1" }], "400 invalid_request"],
    "a text for a file": [[{ name: "file", value: "words" }], "400 invalid_request"],
    "two files": [[file, file], "400 invalid_request"],
    "a file in another part": [[{ ...file, name: "audio" }], "400 invalid_request"],
    "a file and one more in another part": [[file, { ...file, name: "audio" }], "400 invalid_request"],
    "a name that is too long": [[{ ...file, filename: `${"x".repeat(300)}.wav` }], "400 invalid_request"],
    "a field that nobody knows": [[file, { name: "colour", value: "red" }], "400 invalid_request"],
    "a field that is too long": [[file, { name: "prompt", value: "x".repeat(20_000) }], "400 invalid_request"],
    "too many fields": [[file, ...Array(400).fill({ name: "keywords", value: "x" })], "400 invalid_request"],
    "an empty file": [[{ ...file, value: "" }], "400 file_empty"],
    "a file with another label": [[{ ...file, type: "audio/mpeg" }], "400 file_mislabelled"],
  };
  for (const [name, [parts, outcome]] of Object.entries(refused)) {
    await t.step(`${name}: ${outcome}, and nothing stays`, async () => {
      assert.equal(await outcomeOfResponse(await send(await writeForm(parts))), outcome);
      await nothingStays();
    });
  }

  await t.step("what is no form, or one that is cut off, is refused, and nothing stays", async () => {
    const whole = await writeForm([file]);
    for (const body of [whole.slice(0, -20), whole.slice(0, 500), new Uint8Array(10)]) {
      assert.equal(await outcomeOfResponse(await send(body)), "400 invalid_request");
    }
    assert.equal(
      await outcomeOfResponse(await send(whole, { "content-type": "multipart/form-data" })),
      "400 invalid_request",
    );
    assert.equal(
      await outcomeOfResponse(await send("{}", { "content-type": "application/json" })),
      "400 invalid_request",
    );
    await nothingStays();
  });

  await t.step("a file of more than 25 MiB is refused, told in advance or not, and nothing stays", async () => {
    const body = await writeForm([{ ...file, value: makeSilence(840) }]);
    for (const sent of [body, new Blob([body]).stream()]) {
      const response = await send(sent);
      const { error } = await response.clone().json();
      assert.equal(await outcomeOfResponse(response), "413 body_too_large");
      assert.match(error.message, /26214400 bytes here: for larger ones POST \/entries/);
    }
    await nothingStays();
  });

  await t.step(
    "fields may come before the file, and lists without brackets; the name of the file is kept",
    async () => {
      const body = await writeForm([
        { name: "model", value: "openai" },
        { name: "response_format", value: "verbose_json" },
        { name: "timestamp_granularities", value: "word" },
        { name: "timestamp_granularities[]", value: "segment" },
        file,
      ]);
      const response = await whileWorking(pipeline, send(body));
      const { words, segments } = await response.json();
      assert.deepEqual([response.status, words.length, segments.length], [200, 6, 2]);
      const [entry] = await sql`select title, file_name from public.entries`;
      assert.deepEqual({ ...entry }, { title: "Gespräch.wav", file_name: "Gespräch.wav" });
    },
  );

  await t.step("a file that is larger than what else a form may hold goes through to Storage whole", async () => {
    const value = makeSilence(240);
    const response = await whileWorking(pipeline, send(await writeForm([{ ...file, value }])));
    assert.equal(await outcomeOfResponse(response), "200");
    const [entry] = await sql`select byte_size::int, duration_ms from public.entries order by created_at desc limit 1`;
    assert.deepEqual({ ...entry }, { byte_size: value.length, duration_ms: 240_000 });
  });
});

Deno.test("a Storage that does not take a file is a failure of now, however long the file is", async () => {
  await using api = await startApi();
  const ann = await addPerson(api.database.sql);
  const upload = () => Promise.reject(new AppError("storage_unavailable", "It is down"));
  const call = api.callWith({ storage: { ...api.deps.storage, upload } });
  const response = await call(ann, "POST", "/v1/audio/transcriptions", formWith(makeSilence(240), "talk.wav"));
  assert.deepEqual([response.headers.get("retry-after"), response.headers.get("x-should-retry")], ["5", "true"]);
  assert.equal(await outcomeOfResponse(response), "503 storage_unavailable");
});
