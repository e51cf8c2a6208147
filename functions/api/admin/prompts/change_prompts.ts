import type { z } from "zod";
import type { Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { audit, type AuditedRequest } from "../../audit.ts";
import { readPrompt } from "./read_prompts.ts";
import { type NewPrompt, promptColumns, type PromptKind, type PromptRow } from "./schemas.ts";

/** Adds the next version of a prompt, and makes it count where that is asked. */
export async function addPrompt(
  tx: Transaction,
  c: AuditedRequest,
  { kind, text, activate }: z.output<typeof NewPrompt>,
): Promise<PromptRow> {
  await holdPrompts(tx, kind);
  const [prompt] = await tx<[PromptRow]>`
    insert into public.prompts (kind, version, text)
    select ${kind}, coalesce(max(version), 0) + 1, ${text} from public.prompts where kind = ${kind}
    returning ${tx(promptColumns)}`;
  await audit(tx, c, "prompt.added", nameOf(prompt));
  return activate ? await activatePrompt(tx, c, kind, prompt.version) : prompt;
}

/** Makes a version the one that counts. Throws `prompt_not_found`. */
export async function activatePrompt(
  tx: Transaction,
  c: AuditedRequest,
  kind: PromptKind,
  version: number,
): Promise<PromptRow> {
  await holdPrompts(tx, kind);
  const [before] = await tx<{ version: number }[]>`
    update public.prompts set is_active = false where kind = ${kind} and is_active and version <> ${version}
    returning version`;
  const [activated] = await tx<PromptRow[]>`
    update public.prompts set is_active = true where kind = ${kind} and version = ${version} and not is_active
    returning ${tx(promptColumns)}`;
  if (!activated) return await readPrompt(tx, kind, version);
  await audit(tx, c, "prompt.activated", nameOf(activated), { instead_of: before?.version ?? null });
  return activated;
}

/** Lets providers be given no prompt. Throws `prompt_needed` for kinds of documents, which are not made without one. */
export async function deactivatePrompt(tx: Transaction, c: AuditedRequest, kind: PromptKind): Promise<void> {
  await holdPrompts(tx, kind);
  if (kind !== "transcribe") {
    throw new AppError(
      "prompt_needed",
      `No '${kind}' is made without a prompt: PUT /admin/prompts/${kind}/active makes another one count`,
    );
  }
  const [before] = await tx<{ kind: string; version: number }[]>`
    update public.prompts set is_active = false where kind = ${kind} and is_active returning kind, version`;
  if (before) await audit(tx, c, "prompt.deactivated", nameOf(before));
}

/** Whoever changes the prompts of a kind does so alone: two that add a version get two numbers. */
async function holdPrompts(tx: Transaction, kind: PromptKind): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`prompts of kind ${kind}`}, 0))`;
}

function nameOf({ kind, version }: { kind: string; version: number }): string {
  return `${kind}/${version}`;
}
