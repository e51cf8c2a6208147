import { z } from "zod";
import type { Query, Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { createCursors } from "../../page.ts";
import {
  promptColumns,
  type PromptKind,
  type PromptRow,
  type PromptsQuery,
  type PromptSummaryRow,
  summaryColumns,
} from "./schemas.ts";

export const promptCursors = createCursors("prompts", z.tuple([z.string(), z.int()]));

/** Prompts by kind, the newest version first, one more than a page holds. Throws `invalid_cursor`. */
export function listPrompts(
  tx: Transaction,
  { limit, cursor, kind }: z.output<typeof PromptsQuery>,
): Query<PromptSummaryRow> {
  const after = promptCursors.read(cursor);
  return tx<PromptSummaryRow[]>`
    select ${tx(summaryColumns)} from public.prompts
    where true ${kind ? tx`and kind = ${kind}` : tx``}
      ${after ? tx`and kind >= ${after[0]} and (kind > ${after[0]} or version < ${after[1]})` : tx``}
    order by kind, version desc
    limit ${limit + 1}`;
}

/** A version of a prompt. Throws `prompt_not_found`. */
export async function readPrompt(tx: Transaction, kind: PromptKind, version: number): Promise<PromptRow> {
  const [prompt] = await tx<PromptRow[]>`
    select ${tx(promptColumns)} from public.prompts where kind = ${kind} and version = ${version}`;
  if (prompt) return prompt;
  throw new AppError("prompt_not_found", `There is no '${kind}' ${version}: GET /admin/prompts lists what there is`);
}

/** The prompt that counts. Throws `prompt_not_found`. */
export async function readActivePrompt(tx: Transaction, kind: PromptKind): Promise<PromptRow> {
  const [prompt] = await tx<PromptRow[]>`
    select ${tx(promptColumns)} from public.prompts where kind = ${kind} and is_active`;
  if (prompt) return prompt;
  throw new AppError("prompt_not_found", `No '${kind}' is active: PUT /admin/prompts/${kind}/active makes one so`);
}
