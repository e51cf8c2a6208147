import type { Job } from "../../shared/jobs.ts";
import type { Log } from "../../shared/log.ts";
import type { Metrics } from "../../shared/telemetry/metrics.ts";
import { attemptJob } from "./attempt_job.ts";
import { LeaseLost, OutOfTime } from "./failure.ts";
import type { Effect, Queue } from "./queue.ts";

/** `key` is the caller's own for a provider, where the job was handed over with one. */
export type Work = { signal: AbortSignal; key?: string | undefined };

/** `after` is done once the effect is stored; what it does may be lost. */
export type Result = Effect | { effect: Effect; after: () => Promise<unknown> };

/** Does one kind of job. May be called again for the same subject at any time: what it changes it returns as an effect. */
export type Handler = (subjectId: string, work: Work) => Promise<Result>;

/** A job that is ours already, with what no row may hold. */
export type HandedJob = { job: Job; key: string };

export type DrainOptions = {
  queue: Queue;
  handlers: Record<string, Handler>;
  log: Log;
  metrics: Metrics;
  concurrency: number;
  leaseSeconds: number;
  /** How long the platform lets a worker live: no job is begun in the second half, none outlives the end. */
  seconds: number;
};

type Running = Map<Job, { done: Promise<void>; abort: AbortController }>;

/**
 * Makes what a ring calls: it claims and does due jobs until none is left, and resolves then. A ring that comes while it
 * works makes it look again at once; there is never more than one drain in an isolate.
 */
export function createDrain(options: DrainOptions): (handed?: HandedJob) => Promise<void> {
  const handedOver: HandedJob[] = [];
  let rings = 0;
  let wake = () => {};
  let draining: Promise<void> | undefined;

  const drain = async () => {
    const running: Running = new Map();
    const lastClaim = Date.now() + options.seconds * 500;
    const heartbeat = setInterval(() => renewLeases(options, running), options.leaseSeconds * 333);
    const end = setTimeout(() => abortAll(running, new OutOfTime()), options.seconds * 1000);
    try {
      for (;;) {
        const heard = rings;
        for (const { job, key } of handedOver.splice(0)) start(options, job, running, key);
        const free = options.concurrency - running.size;
        const jobs = free > 0 && Date.now() < lastClaim ? await claim(options, free, running) : [];
        for (const job of jobs) start(options, job, running);
        if (running.size === 0 && rings === heard) return;
        const rung = new Promise<void>((resolve) => wake = resolve);
        if (rings === heard) await Promise.race([rung, ...[...running.values()].map(({ done }) => done)]);
      }
    } finally {
      await Promise.all([...running.values()].map(({ done }) => done));
      clearInterval(heartbeat);
      clearTimeout(end);
    }
  };

  const drainUntilSilent = async () => {
    let heard: number;
    do {
      heard = rings;
      await drain();
      await options.queue.ringIfDue();
    } while (rings !== heard);
  };

  return (handed) => {
    if (handed) handedOver.push(handed);
    rings++;
    wake();
    return draining ??= drainUntilSilent().finally(() => draining = undefined);
  };
}

/** A database that is away for a moment does not keep those who run from being watched, nor others from being begun later. */
async function claim({ queue, log }: DrainOptions, howMany: number, running: Running): Promise<Job[]> {
  try {
    return await queue.claim(howMany, [...running.keys()]);
  } catch (cause) {
    log.error("jobs not claimed", cause);
    return [];
  }
}

function start(options: DrainOptions, job: Job, running: Running, key?: string) {
  const abort = new AbortController();
  const done = attemptJob(options, job, { signal: abort.signal, key }).finally(() => running.delete(job));
  running.set(job, { abort, done });
}

/** A job that is no longer ours is stopped: someone else is doing it already. */
async function renewLeases({ queue, log }: DrainOptions, running: Running) {
  if (running.size === 0) return;
  // Those that begin while the database answers are in no answer.
  const asked = [...running];
  try {
    const ours = await queue.renew(asked.map(([job]) => job));
    for (const [job, { abort }] of asked) if (!ours.has(job.id)) abort.abort(new LeaseLost());
  } catch (cause) {
    log.error("leases not renewed", cause);
  }
}

function abortAll(running: Running, reason: Error) {
  for (const { abort } of running.values()) abort.abort(reason);
}
