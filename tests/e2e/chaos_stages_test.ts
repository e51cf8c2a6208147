import assert from "node:assert/strict";
import { startChaos } from "../support/chaos.ts";
import { checkEnd, readUndisturbed, untilIdle } from "../support/chaos_checks.ts";
import { readingStage, type Stage, stages } from "../support/chaos_stages.ts";
import { type Strike, strikes } from "../support/chaos_strikes.ts";

import { type Asked, clip, driveToEnd, manySeconds } from "../support/chaos_work.ts";

const undisturbed: Asked[] = [
  { provider: "assemblyai" },
  { provider: "deepgram" },
  { provider: "deepgram", options: clip },
  { provider: "openai" },
  { provider: "openai", seconds: manySeconds },
];

Deno.test("at every stage nothing is lost and nothing is charged twice", async (t) => {
  await using chaos = await startChaos();
  const results = await readUndisturbed(chaos, undisturbed);
  for (const { text, segments } of results.values()) {
    assert.ok(text.length > 0);
    assert.deepEqual(segments.map(({ position }) => position), segments.map((_, index) => index));
  }

  const strikeAll = async (t: Deno.TestContext, wave: Stage[], strike: Strike) => {
    const reached = await Promise.all(wave.map(async (stage) => ({ ...stage, ...await stage.reach(chaos) })));
    const works = reached.flatMap(({ works }) => works);
    await strikes[strike].strike(chaos, works[0]!.who);
    await Promise.all(reached.map(({ release }) => release(strike)));
    const ended = await Promise.allSettled(works.map((work) => driveToEnd(chaos, work)));
    for (const { name, works, charged, lost } of reached) {
      const expected = { charged: charged?.[strike] ?? 1, lost: lost?.[strike] ?? 0 };
      await t.step(name, async () => {
        for (const work of works) await checkEnd(chaos, work, { ...expected, result: results.get(work.shape)! });
      });
    }
    assert.deepEqual(ended.filter(({ status }) => status === "rejected"), []);
    await untilIdle(chaos);
  };
  for (const strike of ["functions", "postgres", "rings"] as const) {
    const { outcome } = strikes[strike];
    await t.step(outcome, (t) => strikeAll(t, stages, strike));
    await t.step(`${outcome} while Storage is read`, (t) => strikeAll(t, [readingStage], strike));
  }

  assert.deepEqual(await chaos.stop(), { exitCode: 0, processes: [], files: [] });
});
