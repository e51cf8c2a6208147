import { redact } from "./redact.ts";

export type DescribedCause = {
  /** The name and the message of what was thrown. */
  cause: string;
  stack?: string;
  /** The names and messages of what lies behind it, the nearest first. */
  caused_by?: string;
};

const mostCauses = 5;

/** What was thrown, as it may be written down: without anything that looks like a secret. */
export function describeCause(cause: unknown): DescribedCause {
  const behind = causesOf(cause).slice(0, mostCauses).map(sentenceOf);
  return {
    cause: sentenceOf(cause),
    ...(cause instanceof Error && { stack: redact(cause.stack ?? "") }),
    ...(behind.length > 0 && { caused_by: behind.join(" <- ") }),
  };
}

function sentenceOf(cause: unknown): string {
  return redact(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
}

/** What an error names as its causes, and they in turn. One that names itself ends the row. */
function causesOf(error: unknown): unknown[] {
  const found = new Set<unknown>([error]);
  for (const cause of found) {
    if (!(cause instanceof Error)) continue;
    if (cause instanceof AggregateError) cause.errors.forEach((inner) => found.add(inner));
    if (cause.cause !== undefined) found.add(cause.cause);
    if (found.size > mostCauses) break;
  }
  return [...found].slice(1);
}
