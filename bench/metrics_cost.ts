import { createApi } from "../functions/api/app.ts";
import { createVerifier } from "../shared/auth.ts";
import { parseConfig } from "../shared/config.ts";
import { connectDatabase } from "../shared/db.ts";
import { createLanguage } from "../shared/language/registry.ts";
import { createLog } from "../shared/log.ts";
import { createStorage } from "../shared/storage.ts";
import { keepMetrics } from "../shared/telemetry/keep_metrics.ts";
import { createMetrics, type Metrics } from "../shared/telemetry/metrics.ts";
import { printTable, quantile } from "./figures.ts";
import { callApi, signUp, type Subject } from "./subject.ts";

const rounds = 12;
const requestsPerRound = 1500;
const connections = 8;

/**
 * What metrics cost a request that reads one row: requests a second of the API without them, with what is counted in memory, and
 * with that stored as in production. Rounds take turns, each time in another order, so that whatever else the machine does meets all of them.
 */
export async function metricsCost(subject: Subject): Promise<void> {
  const { accessToken } = await signUp(subject);
  const body = JSON.stringify({ kind: "text", text: "Text", title: "Title" });
  const headers = { "content-type": "application/json" };
  const { id } = await callApi(subject, accessToken, "/entries", { method: "POST", body, headers });

  const counted = createMetrics();
  const stored = createMetrics();
  const without: Metrics = { ...createMetrics(), count: () => {}, observe: () => {} };
  const apis = Object.entries({ without, counted, "counted and stored": stored }).map(([name, metrics]) => ({
    ...{ name, rates: [] as number[], ...createSubject(subject, metrics) },
  }));
  keepMetrics(stored, { db: apis[2]!.db, log: createLog(() => {}), waitUntil: () => {} });

  const readOnce = async (api: { fetch(request: Request): Response | Promise<Response> }) => {
    const request = new Request(`http://bench/api/entries/${id}`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const response = await api.fetch(request);
    if (!response.ok) throw new Error(`Answered ${response.status}`);
    await response.arrayBuffer();
  };
  const runRound = async (api: Parameters<typeof readOnce>[0]) => {
    const begun = performance.now();
    const readSome = async () => {
      for (let i = 0; i < requestsPerRound / connections; i++) await readOnce(api);
    };
    await Promise.all(Array.from({ length: connections }, readSome));
    return requestsPerRound / ((performance.now() - begun) / 1000);
  };
  for (const { api } of apis) await runRound(api);
  for (let round = 0; round < rounds; round++) {
    const inTurn = [...apis.slice(round % apis.length), ...apis.slice(0, round % apis.length)];
    for (const { api, rates } of inTurn) rates.push(await runRound(api));
  }
  const base = quantile(apis[0]!.rates, 0.5);
  printTable(
    `Reading one row without a port, requests a second, median of ${rounds} rounds`,
    apis.map(({ name, rates }) => {
      const median = quantile(rates, 0.5);
      return { metrics: name, "requests a second": Math.round(median), share: (median / base).toFixed(3) };
    }),
  );
  for (const { db } of apis) await db.close();
}

function createSubject({ databaseUrl, url, keys }: Subject, metrics: Metrics) {
  const config = parseConfig(
    new Map(Object.entries({
      SUPABASE_URL: url,
      SUPABASE_DB_URL: databaseUrl,
      SUPABASE_SECRET_KEY: keys.secretKey,
      WORKER_KEY: keys.workerKey,
      JWT_SECRET: keys.jwtSecret,
      WEBHOOK_KEY: keys.jwtSecret,
      SPEECH_PROVIDERS: "none",
    })),
  );
  const log = createLog(() => {});
  const db = connectDatabase(config.databaseUrl, { log });
  const api = createApi({
    ...{ config, db, log, metrics, fetch },
    storage: createStorage(config),
    verifyUser: createVerifier(config),
    language: createLanguage(config.chat),
  });
  return { api, db };
}
