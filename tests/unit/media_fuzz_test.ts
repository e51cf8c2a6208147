import assert from "node:assert/strict";
import { AppError } from "../../shared/errors.ts";
import { cutAudio } from "../../shared/media/cut.ts";
import { inspectAudio } from "../../shared/media/probe.ts";
import { readAudio, soundFixtures, startAudioServer } from "../support/audio.ts";
import { createRandom } from "../support/random.ts";

/** Damages a file as transfers and fuzzers do: bytes changed (most in the header), parts cut out, doubled or blanked. */
function damage(bytes: Uint8Array<ArrayBuffer>, random: (limit: number) => number): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  const start = random(copy.length);
  const end = start + random(copy.length - start);
  switch (random(6)) {
    case 0:
      return copy.slice(0, start);
    case 1:
      return new Uint8Array([...copy.subarray(0, start), ...copy.subarray(end)]);
    case 2:
      return new Uint8Array([...copy.subarray(0, end), ...copy.subarray(start)]);
    case 3:
      return copy.fill(random(2) * 255, start, end);
    case 4:
      for (let count = 0; count < 20; count++) copy[random(copy.length)] = random(256);
      return copy;
    default:
      for (let count = 0; count < 5; count++) copy[random(Math.min(copy.length, 600))] = random(256);
      return copy;
  }
}

const damagesOfEach = 40;
const slowestMs = 2000;

Deno.test("damaged files are either read or refused with a code, and none takes long", async () => {
  await using server = startAudioServer();
  const random = createRandom(20_260_101);
  const outcomes = new Map<string, number>();
  for (const name of Object.keys(soundFixtures)) {
    const whole = await readAudio(name);
    for (let count = 0; count < damagesOfEach; count++) {
      server.serve(damage(whole, random));
      server.bytesSent = 0;
      const started = performance.now();
      const outcome = await readDamaged(server.url, `${name}, damage ${count}`);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      assert.ok(performance.now() - started < slowestMs, `${name}, damage ${count} took too long`);
      assert.ok(server.bytesSent < 12_000_000, `${name}, damage ${count} took ${server.bytesSent} bytes`);
    }
  }
  assert.ok(
    (outcomes.get("read") ?? 0) > 100 && (outcomes.get("file_truncated") ?? 0) > 100,
    JSON.stringify([...outcomes]),
  );
});

async function readDamaged(url: string, what: string): Promise<string> {
  try {
    const facts = await inspectAudio(url, { maxSeconds: 3600, fetch });
    assert.ok(
      facts.durationMs > 0 && facts.durationMs <= 3_600_000 && facts.sampleRate > 0 && facts.channels > 0,
      what,
    );
    await cutAudio(url, { startMs: facts.durationMs / 3, endMs: facts.durationMs, maxBytes: 1_000_000, facts, fetch });
    return "read";
  } catch (error) {
    assert.ok(error instanceof AppError, `${what}: ${error}`);
    return error.code;
  }
}
