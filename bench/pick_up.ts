import postgres from "postgres";
import { printTable, quantile } from "./figures.ts";
import { callApi, signUp, type Subject } from "./subject.ts";

const runs = 30;

/**
 * How long queued work waits for an idle worker: from the commit of the transcription's row to the worker's line "job
 * started", written when the job is handed to its handler. The log's clock has milliseconds.
 */
export async function pickUp(subject: Subject): Promise<void> {
  const { id: userId, accessToken } = await signUp(subject);
  const form = new FormData();
  const audio = await Deno.readFile(new URL("../tests/fixtures/sentence.mp3", import.meta.url));
  form.set("file", new File([audio], "sentence.mp3", { type: "audio/mpeg" }));
  const entry = await callApi(subject, accessToken, "/entries", { method: "POST", body: form });

  const sql = postgres(subject.adminDatabaseUrl, { max: 1 });
  const waits: number[] = [];
  try {
    // The first run is not counted: the worker connects and loads its provider in it.
    for (let run = 0; run <= runs; run++) {
      const [row] = await sql<[{ id: string }]>`
        insert into public.transcriptions (user_id, entry_id, provider) values (${userId}, ${entry.id}, 'openai')
        returning id`;
      const committed = performance.timeOrigin + performance.now();
      await untilEnded(sql, row.id);
      if (run > 0) waits.push(Math.max(0, await startedAt(subject, row.id) - committed));
    }
  } finally {
    await sql.end();
  }
  printTable(`Pick-up by an idle worker, ms, ${runs} runs`, [{
    median: quantile(waits, 0.5).toFixed(1),
    p90: quantile(waits, 0.9).toFixed(1),
    max: quantile(waits, 1).toFixed(1),
  }]);
}

async function untilEnded(sql: postgres.Sql, id: string) {
  for (;;) {
    const [row] = await sql`select ended_at from public.transcriptions where id = ${id}`;
    if (row?.ended_at) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function startedAt({ dataDir }: Subject, id: string): Promise<number> {
  const log = await Deno.readTextFile(`${dataDir}/functions.log`);
  const line = log.split("\n").find((line) => line.includes(`"job started"`) && line.includes(id));
  if (!line) throw new Error(`The worker did not log the start of '${id}'`);
  return Date.parse(JSON.parse(line).at);
}
