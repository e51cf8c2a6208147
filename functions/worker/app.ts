import { Hono, type HonoRequest, type MiddlewareHandler } from "hono";
import type { Config } from "../../shared/config.ts";
import type { Database } from "../../shared/db.ts";
import { AppError } from "../../shared/errors.ts";
import { addLiveness } from "../../shared/http/add_liveness.ts";
import { addBasics, type Basics } from "../../shared/http/basics.ts";
import { limitBody } from "../../shared/http/limit_body.ts";
import { refuseEncoded } from "../../shared/http/refuse_encoded.ts";
import { Job } from "../../shared/jobs.ts";
import type { FindModel } from "../../shared/language/registry.ts";
import type { Log } from "../../shared/log.ts";
import { createGuardedFetch } from "../../shared/net/guarded_fetch.ts";
import { equalSecrets } from "../../shared/secrets.ts";
import type { FindTranscriber } from "../../shared/speech/registry.ts";
import type { AudioStorage } from "../../shared/storage.ts";
import type { Metrics } from "../../shared/telemetry/metrics.ts";
import { watchLanguage, watchSpeech } from "../../shared/telemetry/watch_calls.ts";
import { createAnswer } from "./answer.ts";
import { createAudioReader } from "./audio.ts";
import { createCollect } from "./collect.ts";
import { createDeliver } from "./deliver.ts";
import { createDocument } from "./document.ts";
import { createDocumentPiece } from "./document_piece.ts";
import { createDrain, type HandedJob } from "./drain.ts";
import { createForget } from "./forget.ts";
import { createImport } from "./import.ts";
import { createPurge } from "./purge.ts";
import { createQueue } from "./queue.ts";
import { createSweep } from "./sweep.ts";
import { createTranscribe } from "./transcribe.ts";
import { createTranscribePiece } from "./transcribe_piece.ts";

export type WorkerDeps = {
  config: Config;
  db: Database;
  storage: AudioStorage;
  speech: FindTranscriber;
  language: FindModel;
  log: Log;
  metrics: Metrics;
  fetch: typeof fetch;
  /** Keeps the isolate alive until the work is done, where the platform would end it with the answer. */
  waitUntil(work: Promise<unknown>): void;
};

/** A ring brings one job at most. */
const maxBytes = 64 * 1024;

/** The function that the database rings: it answers 202 at once and then does what is due. */
export function createWorker(deps: WorkerDeps): Hono<{ Variables: Basics }> {
  const { config, db, log, metrics } = deps;
  const work = {
    ...deps,
    speech: watchSpeech(deps.speech, metrics),
    language: watchLanguage(deps.language, metrics),
    audio: createAudioReader(deps),
    guardedFetch: createGuardedFetch(config.links),
  };
  const ring = createDrain({
    ...config.worker,
    log,
    metrics,
    queue: createQueue(db, config.worker.leaseSeconds),
    handlers: {
      transcribe: createTranscribe(work),
      transcribe_piece: createTranscribePiece(work),
      collect: createCollect(work),
      forget: createForget(work),
      import: createImport(work),
      purge: createPurge(work),
      sweep: createSweep(work),
      deliver: createDeliver(work),
      document: createDocument(work),
      document_piece: createDocumentPiece(work),
      answer: createAnswer(work),
    },
  });

  const app = new Hono<{ Variables: Basics }>().basePath("/worker");
  addBasics(app, { name: "worker", log, metrics, corsOrigins: [] });
  addLiveness(app);
  const demandKey: MiddlewareHandler = async (c, next) => {
    if (!(await equalSecrets(c.req.header("apikey") ?? "", config.workerKey))) {
      throw new AppError("worker_key_invalid", "Only the database may ring here: send the worker's key as 'apikey'");
    }
    await next();
  };
  app.post("/", refuseEncoded, demandKey, limitBody(maxBytes), async (c) => {
    deps.waitUntil(ring(await readHanded(c.req)).catch((cause) => log.error("drain stopped", cause)));
    return c.json({ accepted: true }, 202);
  });
  return app;
}

/** What the ring brings, where it hands a job over: the job, and its caller's key. Throws `invalid_request`. */
async function readHanded(request: HonoRequest): Promise<HandedJob | undefined> {
  const key = request.header("x-provider-key");
  if (key === undefined) return undefined;
  const job = Job.safeParse(await request.json().catch(() => undefined));
  if (job.success) return { job: job.data, key };
  throw new AppError("invalid_request", "A key comes with the job that it is for: send the job as JSON");
}
