import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../../../shared/auth.ts";
import { problemOfAnswer, selectSegments } from "../../../shared/answers/answer_rows.ts";
import type { Chosen } from "../../../shared/answers/choose_models.ts";
import { AnswerTooLate, type Outcome, runAnswer } from "../../../shared/answers/run_answer.ts";
import type { Prompt } from "../../../shared/language/types.ts";
import type { Log } from "../../../shared/log.ts";
import type { ApiDeps } from "../deps.ts";
import type { Answer } from "./answer_stream.ts";

/** A question that is ready to be asked. */
export type Begun<Body = unknown> = {
  prompt: Prompt;
  chosen: Chosen;
  /** The caller's own key; it may go into no row, log or error. */
  key: string | undefined;
  /** Stores what came, once, and gives the body of the answer. */
  store(outcome: Outcome): Promise<Body>;
  /** Whether somebody wants it stopped. Asked now and then, beside the answer. */
  isStopped?: () => Promise<boolean>;
};

/** Milliseconds between two looks at whether an answer is to be stopped. */
const stopPoll = 500;

/**
 * Makes the answer to a question. It ends before the platform ends the function, and whatever has come is stored, also where
 * the client is gone. Rejects with the problem where it fails.
 */
export function createAnswer<Body>(deps: ApiDeps, caller: Caller, log: Log, begun: Begun<Body>): Answer<Body> {
  const { prompt, chosen, key, store, isStopped } = begun;
  const readSegments = (id: string, first: number, last: number) =>
    deps.db.asUser(caller, (tx) => selectSegments(tx, caller.userId, id, first, last));
  const answer: Answer<Body> = async (teller, gone) => {
    const stop = new AbortController();
    const signal = AbortSignal.any([gone, stop.signal]);
    const timer = setTimeout(() => stop.abort(new AnswerTooLate()), deps.config.worker.seconds * 850);
    const ended = new AbortController();
    if (isStopped) watch(isStopped, stop, ended.signal);
    try {
      const asked = { language: deps.language, log, readSegments };
      const outcome = await runAnswer(asked, chosen, prompt, { ...teller, signal, apiKey: key });
      const body = await store(outcome);
      if (outcome.status === "failed") throw problemOfAnswer(outcome.error, key !== undefined);
      return body;
    } finally {
      clearTimeout(timer);
      ended.abort();
    }
  };
  return (teller, gone) => {
    const work = answer(teller, gone);
    // What came before its client left is stored though nobody waits for it any more.
    deps.waitUntil?.(work.catch(() => {}));
    return work;
  };
}

async function watch(isStopped: () => Promise<boolean>, stop: AbortController, ended: AbortSignal): Promise<void> {
  for (;;) {
    // Rejects when the answer has ended, which is no failure.
    await sleep(stopPoll, undefined, { signal: ended }).catch(() => {});
    if (ended.aborted) return;
    // A database that is away for a moment stops no answer.
    if (await isStopped().catch(() => false)) return stop.abort();
  }
}
