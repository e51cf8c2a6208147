import assert from "node:assert/strict";
import { createWorker } from "../../functions/worker/app.ts";
import type { FindTranscriber } from "../../shared/speech/registry.ts";
import type { Abilities, Audio, Call, Limits, SpeechOptions, Transcriber } from "../../shared/speech/types.ts";
import type { Transcript } from "../../shared/transcript.ts";
import type { TestApi } from "./api.ts";
import { addFixture } from "./entries.ts";
import type { Person } from "./people.ts";

export type TestWorker = {
  /** What the worker answers to a call with this key. */
  call(key: string | undefined, path?: string): Promise<Response>;
  /** Rings as the database does, and resolves when all work is done. */
  ring(): Promise<void>;
};

/** The worker over the API's database, Storage and log, with the transcribers of the test: one that stands for all, or several. */
export function createTestWorker(api: TestApi, transcriber: Transcriber | FindTranscriber): TestWorker {
  const works: Promise<unknown>[] = [];
  const worker = createWorker({
    ...api.deps,
    speech: typeof transcriber === "function" ? transcriber : () => Promise.resolve(transcriber),
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

export type AudioBytes = Extract<Audio, { bytes: unknown }>;

/** A transcriber that answers at once as the test says. Any audio fits one call, unless the changes say otherwise. */
export function transcriberOf(
  transcribe: (audio: AudioBytes, options: SpeechOptions, call: Call) => Promise<Transcript>,
  { containers = allContainers, ...limits }: Partial<Limits & Pick<Abilities, "containers">> = {},
): Transcriber {
  return {
    name: "openai",
    model: "whisper-1",
    abilities: {
      options: [],
      gives: { words: true, segments: true, speakers: false, confidence: false },
      containers,
      bytes: { bytes: 1e9, milliseconds: 1e9, ...limits },
      clips: false,
      answers: "at once",
    },
    async submit(audio, options, call) {
      assert("bytes" in audio);
      return { transcript: await transcribe(audio, options, call) };
    },
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
