import assert from "node:assert/strict";
import type { Chaos } from "./chaos.ts";
import type { Client } from "./client.ts";
import { functionsProcess } from "./start.ts";
import { until } from "./until.ts";

/** What may happen at any moment. */
export type Strike = "functions" | "postgres" | "rings";

/** What happens, in words, and how it is made to happen. `who` is anybody. */
export const strikes: Record<Strike, { outcome: string; strike(chaos: Chaos, who: Client): Promise<void> }> = {
  functions: { outcome: "the functions are killed", strike: killFunctions },
  postgres: { outcome: "Postgres is killed", strike: killPostgres },
  rings: { outcome: "the worker is rung twenty times at once", strike: ringOften },
};

/** Kills the process of the functions, and resolves when its successor answers. */
async function killFunctions({ stack, address }: Chaos): Promise<void> {
  const pid = await functionsProcess(stack);
  Deno.kill(pid, "SIGKILL");
  await until(async () => await functionsProcess(stack).then((next) => next !== pid || undefined, () => undefined));
  await until(async () => {
    const response = await fetch(`${address.url}/functions/v1/api/health/live`);
    await response.body?.cancel();
    return response.ok || undefined;
  });
}

/**
 * Kills Postgres, all of its processes, and resolves when the API serves again. Till then the API may say that the database
 * is away, and nothing else.
 */
async function killPostgres({ stack, dataDir }: Chaos, who: Client): Promise<void> {
  const said = stack.output().length;
  const pid = Number((await Deno.readTextFile(`${dataDir}/cluster/postmaster.pid`)).split("\n")[0]);
  const children = (await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`)).trim().split(" ").map(Number);
  for (const process of [pid, ...children]) kill(process);
  let refused = 0;
  await until(async () => {
    const response = await who.send("GET", "/entries");
    const answer = await response.json();
    if (response.status === 200) return refused > 0 || undefined;
    assert.deepEqual([response.status, answer.code], [503, "database_unavailable"]);
    refused++;
  });
  assert.equal(stack.output().slice(said), "Postgres ended (SIGKILL) and is started again\n");
}

/** Rings the worker twenty times at once. */
async function ringOften({ address, stack }: Chaos): Promise<void> {
  const headers = { apikey: stack.variables.WORKER_KEY! };
  const ring = () => fetch(`${address.url}/functions/v1/worker`, { method: "POST", headers });
  for (const response of await Promise.all(Array.from({ length: 20 }, ring))) {
    await response.body?.cancel();
    assert.equal(response.status, 202);
  }
}

function kill(pid: number) {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    // A child that saw its parent go has gone already.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
