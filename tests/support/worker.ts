import assert from "node:assert/strict";
import { createWorker } from "../../functions/worker/app.ts";
import type { Transcriber } from "../../shared/speech/types.ts";
import type { TestApi } from "./api.ts";
import { addFixture } from "./entries.ts";
import type { Person } from "./people.ts";

export type TestWorker = {
  /** What the worker answers to a call with this key. */
  call(key: string | undefined, path?: string): Promise<Response>;
  /** Rings as the database does, and resolves when all work is done. */
  ring(): Promise<void>;
};

/** The worker over the API's database, Storage and log, with a transcriber of the test. */
export function createTestWorker(api: TestApi, transcriber: Transcriber): TestWorker {
  const works: Promise<unknown>[] = [];
  const worker = createWorker({
    ...api.deps,
    speech: () => Promise.resolve(transcriber),
    waitUntil: (work) => void works.push(work),
  });
  const call = async (key: string | undefined, path = "/worker") =>
    await worker.request(path, { method: "POST", ...(key !== undefined && { headers: { apikey: key } }) });
  return {
    call,
    async ring() {
      const response = await call(api.deps.config.workerKey);
      assert.deepEqual([response.status, await response.json()], [202, { accepted: true }]);
      await Promise.all(works.splice(0));
    },
  };
}

/** A transcriber that does what the test says. Any audio fits one call, unless the changes say otherwise. */
export function transcriberOf(
  transcribe: Transcriber["transcribe"],
  { containers = allContainers, ...limits }: Partial<Transcriber["limits"] & Pick<Transcriber, "containers">> = {},
): Transcriber {
  return {
    name: "openai",
    model: "whisper-1",
    containers,
    limits: { bytes: 1e9, milliseconds: 1e9, ...limits },
    transcribe,
  };
}

const allContainers = ["mp3", "wav", "mp4", "aac", "ogg", "flac", "webm"] as const;

/** Brings an audio fixture and asks for its transcription, both through the API. */
export async function submitFixture(api: TestApi, person: Person, name: string) {
  const entry = await addFixture(api, person, name);
  const response = await api.call(person, "POST", "/transcriptions", { entry_id: entry.id });
  const { id } = await response.json();
  assert.equal(response.status, 202);
  return { entry: entry.id, transcription: id as string };
}
