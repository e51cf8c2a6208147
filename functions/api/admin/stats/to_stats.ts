import { statuses } from "../../transcriptions/schemas.ts";
import type { Count } from "./count_all.ts";
import type { Stats } from "./schemas.ts";

type Of = { key?: string; day?: string };

/** The statistics that the counts come to. */
export function toStats(counts: Count[]): Stats {
  const sums = new Map<string, number>();
  for (const { what, day, key, how_many } of counts) {
    // Each number is part of four sums: of its key or of all keys, of its day or of all days.
    for (const of of [{}, { key }, ...(day ? [{ day }, { day, key }] : [])]) {
      const name = nameOf(what, of);
      sums.set(name, (sums.get(name) ?? 0) + how_many);
    }
  }
  const sum = (what: string, of: Of = {}) => sums.get(nameOf(what, of)) ?? 0;
  const byStatus = (what: string, of: Of = {}) =>
    Object.fromEntries(statuses.map((key) => [key, sum(what, { ...of, key })])) as Stats["transcriptions"];
  const spent = (what: string, of: Of = {}) => ({
    audio_ms: sum(what, { ...of, key: "audio_ms" }),
    input_tokens: sum(what, { ...of, key: "input_tokens" }),
    output_tokens: sum(what, { ...of, key: "output_tokens" }),
  });
  return {
    users: {
      total: sum("users"),
      admins: sum("users", { key: "admin" }),
      anonymous: sum("users", { key: "anonymous" }),
      active: sum("active"),
    },
    entries: sum("stored", { key: "entries" }),
    storage_bytes: sum("stored", { key: "bytes" }),
    transcriptions: byStatus("transcriptions"),
    documents: byStatus("documents"),
    answers: byStatus("answers"),
    ...spent("spent in all"),
    queue: {
      due: sum("queue", { key: "due" }),
      dead: sum("queue", { key: "dead" }),
      oldest_due_seconds: sum("queue", { key: "oldest_due_seconds" }),
    },
    days: counts.flatMap(({ what, day }) => what === "days" && day ? [day] : []).map((day) => ({
      day,
      new_users: sum("users", { day }),
      active_users: sum("spent", { day, key: "users" }),
      transcriptions: byStatus("transcriptions", { day }),
      ...spent("spent", { day }),
      documents: sum("documents", { day }),
      answers: sum("answers", { day }),
      errors: errorsOf(counts, day),
    })),
  };
}

function errorsOf(counts: Count[], of: string): Record<string, number> {
  return Object.fromEntries(
    counts.flatMap(({ what, day, key, how_many }) => what === "errors" && day === of ? [[key, how_many]] : []),
  );
}

function nameOf(what: string, { key = "", day = "" }: Of): string {
  return `${what} ${day} ${key}`;
}
