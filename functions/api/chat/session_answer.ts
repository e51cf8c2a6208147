import { meterAnswer, outcomeColumns } from "../../../shared/answers/answer_rows.ts";
import type { Chosen } from "../../../shared/answers/choose_models.ts";
import type { Outcome } from "../../../shared/answers/run_answer.ts";
import type { Transaction } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import type { Prompt } from "../../../shared/language/types.ts";
import type { ApiCaller, ApiDeps } from "../deps.ts";
import type { Begun } from "./create_answer.ts";
import { messageColumns, type MessageRow } from "./schemas.ts";

/** Makes an answer in a session ours until it is stored, or until the function must be dead. */
type Lease = { token: string; seconds: number };

export function newLease({ config }: ApiDeps): Lease {
  return { token: crypto.randomUUID(), seconds: config.worker.seconds + 10 };
}

/** What an answer fills of its row. */
const outcomeNames = [
  ...["status", "content", "citations", "removed_citations", "supported", "provider", "model", "finish_reason"],
  ...["prompt_version", "input_tokens", "output_tokens", "cached_tokens", "error_code", "error_message", "ended_at"],
] as const;
export type Filled = Record<typeof outcomeNames[number], string | number | boolean | Date | null>;

/** What a row is filled with now. */
export function selectFilled(tx: Transaction, id: string) {
  return tx<Filled[]>`select ${tx([...outcomeNames])} from public.chat_messages where id = ${id}`;
}

type Asked = {
  id: string;
  lease: Lease;
  prompt: Prompt;
  chosen: Chosen;
  key: string | undefined;
  /** What the row goes back to where nothing comes. */
  before?: Filled | undefined;
};

/**
 * An answer whose row is there already: it is stored as long as the lease is ours. One that was stopped stays cancelled, and
 * keeps what had come; one whose session was deleted ends, and is metered.
 */
export function createSessionAnswer(
  { db }: ApiDeps,
  caller: ApiCaller,
  { id, lease: { token }, prompt, chosen, key, before }: Asked,
): Begun {
  return {
    ...{ prompt, chosen, key },
    async store(outcome) {
      const [, , [message]] = await db.asUser(caller, (tx) =>
        Promise.all([
          outcome.text === "" && outcome.status !== "completed" && before
            ? putBack(tx, { id, token }, before)
            : fill(tx, { id, token }, outcome),
          meterAnswer(tx, caller.userId, outcome),
          tx<MessageRow[]>`select ${tx(messageColumns)} from public.chat_messages where id = ${id}`,
        ]));
      if (message) return message;
      throw new AppError("session_not_found", "The session was deleted while this was answered");
    },
    async isStopped() {
      const rows = await db.asUser(
        caller,
        (tx) =>
          tx<{ id: string }[]>`
            select id from public.chat_messages
            where id = ${id} and lease_token = ${token} and status = 'processing'`,
      );
      return rows.length === 0;
    },
  };
}

type Own = { id: string; token: string };

function fill(tx: Transaction, { id, token }: Own, outcome: Outcome) {
  const { status, error_code, error_message, ...columns } = outcomeColumns(tx, outcome);
  return tx`
    update public.chat_messages set ${tx(columns)}, lease_token = null, lease_until = null,
      status = case when status = 'cancelled' then status else ${status} end,
      error_code = case when status <> 'cancelled' then ${error_code} end,
      error_message = case when status <> 'cancelled' then ${error_message} end
    where id = ${id} and lease_token = ${token}`;
}

function putBack(tx: Transaction, { id, token }: Own, before: Filled) {
  const row = { ...before, citations: tx.json(before.citations) };
  return tx`
    update public.chat_messages set ${tx(row, [...outcomeNames])}, lease_token = null, lease_until = null
    where id = ${id} and lease_token = ${token}`;
}
