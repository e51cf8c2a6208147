import { Hono } from "hono";
import type { Config } from "../../shared/config.ts";
import type { Database } from "../../shared/db.ts";
import { AppError } from "../../shared/errors.ts";
import { addBasics, type Basics } from "../../shared/http/basics.ts";
import type { Log } from "../../shared/log.ts";
import { equalSecrets } from "../../shared/secrets.ts";
import type { Transcriber } from "../../shared/speech/types.ts";
import type { AudioStorage } from "../../shared/storage.ts";
import { createAudioReader } from "./audio.ts";
import { createDrain } from "./drain.ts";
import { createQueue } from "./queue.ts";
import { createTranscribe } from "./transcribe.ts";
import { createTranscribePiece } from "./transcribe_piece.ts";

export type WorkerDeps = {
  config: Config;
  db: Database;
  storage: AudioStorage;
  speech: () => Promise<Transcriber>;
  log: Log;
  fetch: typeof fetch;
  /** Keeps the isolate alive until the work is done, where the platform would end it with the answer. */
  waitUntil(work: Promise<unknown>): void;
};

/** The function that the database rings: it answers 202 at once and then does what is due. */
export function createWorker(deps: WorkerDeps): Hono<{ Variables: Basics }> {
  const { config, db, log } = deps;
  const work = { db, speech: deps.speech, audio: createAudioReader(deps) };
  const ring = createDrain({
    ...config.worker,
    log,
    queue: createQueue(db, config.worker.leaseSeconds),
    handlers: { transcribe: createTranscribe(work), transcribe_piece: createTranscribePiece(work) },
  });

  const app = new Hono<{ Variables: Basics }>().basePath("/worker");
  addBasics(app, { log, corsOrigins: [] });
  app.post("/", async (c) => {
    if (!(await equalSecrets(c.req.header("apikey") ?? "", config.workerKey))) {
      throw new AppError("worker_key_invalid", "Only the database may ring here: send the worker's key as 'apikey'");
    }
    deps.waitUntil(ring().catch((cause) => log.error("drain stopped", cause)));
    return c.json({ accepted: true }, 202);
  });
  return app;
}
