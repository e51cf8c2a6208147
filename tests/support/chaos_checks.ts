import assert from "node:assert/strict";
import type { Chaos } from "./chaos.ts";
import { type Asked, askForUpload, chargedFor, driveToEnd, type Work } from "./chaos_work.ts";
import { until } from "./until.ts";

export type Result = { text: string; segments: Record<string, unknown>[] };

/** The transcript as its owner reads it, without what is by chance. */
export async function readResult({ who, id }: Work): Promise<Result> {
  const { text } = await who.call("GET", `/transcriptions/${id}`);
  const { data } = await who.call("GET", `/transcriptions/${id}/segments?limit=1000`);
  return { text, segments: data.map(({ id: _, ...segment }: Record<string, unknown>) => segment) };
}

/** The transcripts of works to which nothing happens, by shape. */
export async function readUndisturbed(chaos: Chaos, asked: Asked[]): Promise<Map<string, Result>> {
  return new Map(
    await Promise.all(asked.map(async (one) => {
      const work = await askForUpload(chaos, one);
      await driveToEnd(chaos, work);
      return [work.shape, await readResult(work)] as const;
    })),
  );
}

export type Expected = {
  result: Result;
  /** What the provider was charged with. */
  charged: number;
  /** How often the audio was sent again, as nobody heard of it any more. */
  lost: number;
};

/** Whether all that there should be is there, and nothing besides. */
export async function checkEnd(chaos: Chaos, work: Work, { charged, lost, result }: Expected): Promise<void> {
  const { who, id, entry } = work;
  const { status, error_message, progress } = await who.call("GET", `/transcriptions/${id}`);
  assert.deepEqual([status, error_message, progress], ["completed", null, 100]);
  assert.deepEqual(await readResult(work), result);
  assert.equal(chargedFor(chaos, work).length, charged, "charged by the provider");
  const { data: usage } = await who.supabase.from("usage_daily").select("submissions, transcriptions");
  assert.deepEqual(usage, [{ submissions: 1, transcriptions: 1 }]);
  const [left] = await chaos.db.asService((tx) =>
    tx`select
      (select count(*)::int from public.transcriptions where user_id = ${who.id}) as transcriptions,
      array(select name from storage.objects where name like ${`${who.id}/%`}) as objects,
      (select count(*)::int from private.imports where entry_id = ${entry.id}) as imports,
      (select count(*)::int from private.transcription_pieces where transcription_id = ${id}) as pieces,
      array(select state from private.dispatches where transcription_id = ${id} order by state desc) as dispatches`
  );
  const dispatches = work.provider === "openai" ? [] : [...Array(lost).fill("lost"), "done"];
  const rows = { transcriptions: 1, objects: [entry.object_path], imports: 0, pieces: 0, dispatches };
  assert.deepEqual({ ...left }, rows);
}

/** Waits until nothing is left to do but to sweep now and then. Throws with what is, and with what was given up. */
export async function untilIdle({ db }: Chaos): Promise<void> {
  const list = async (state: string) => {
    const rows = await db.asService((tx) =>
      tx<{ kind: string }[]>`select kind from private.jobs where state = ${state} and kind <> 'sweep'`
    );
    return rows.map(({ kind }) => kind);
  };
  await until(async () => (await list("running")).length === 0 || undefined);
  assert.deepEqual([await list("queued"), await list("dead")], [[], []]);
}
