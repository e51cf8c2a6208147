import type { Hono } from "hono";
import { z } from "zod";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { valid } from "../input.ts";
import { pageOf, toPage, usualLimit } from "../page.ts";
import { isByNumber, TranscriptionsQuery } from "./list_query.ts";
import {
  type CountedRow,
  listCountedTranscriptions,
  listTranscriptions,
  transcriptionCursors,
} from "./list_transcriptions.ts";
import { numberPage, PageNumbers } from "./numbered_page.ts";
import { type Status, statuses, type SummaryRow, TranscriptionSummary } from "./schemas.ts";

const NumberedPage = PageNumbers.extend({ data: z.array(TranscriptionSummary) }).meta({ ref: "TranscriptionsPage" });

const GroupedPage = PageNumbers.extend({
  status_counts: z.object(forEachStatus(() => z.int())),
  groups: z.object(forEachStatus(() => z.array(TranscriptionSummary))),
}).meta({ ref: "TranscriptionsByStatus" });

/** The list of transcriptions: from cursor to cursor, by numbered pages, or by status. */
export function addListRoute(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.get(
    "/",
    document({
      summary: "List one's own transcriptions, newest first",
      description:
        "From cursor to cursor; with `page` or `page_size` by numbered pages, and with `group=status` by status.",
      tag: "transcriptions",
      success: {
        status: 200,
        description: "A page",
        schema: z.union([pageOf(TranscriptionSummary), NumberedPage, GroupedPage]),
      },
      problems: ["invalid_cursor"],
    }),
    valid("query", TranscriptionsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const caller = c.get("caller");
      const address = publicAddress(config, c.req.url);
      if (!isByNumber(query)) {
        const { limit = usualLimit } = query;
        const rows = await db.asUser(caller, (tx) => listTranscriptions(tx, caller, { ...query, limit }));
        return c.json(toPage(rows, limit, address, transcriptionCursors.write));
      }
      const { page = 1, page_size = 10, group, status } = query;
      const rows = await db.asUser(
        caller,
        (tx) => listCountedTranscriptions(tx, caller, { ...query, page, page_size }),
      );
      const counts = rows[0]?.status_counts ?? {};
      const numbers = numberPage(address, page, page_size, addCounts(counts, status));
      const data = rows.flatMap(toSummary);
      if (!group) return c.json({ data, ...numbers });
      return c.json({
        status_counts: forEachStatus((status) => counts[status] ?? 0),
        groups: forEachStatus((status) => data.filter((row) => row.status === status)),
        ...numbers,
      });
    },
  );
}

/** A page of nothing is one row that holds the counts alone. */
function toSummary({ status_counts: _, ...row }: CountedRow): SummaryRow[] {
  return row.id === null ? [] : [row];
}

function addCounts(counts: CountedRow["status_counts"], wanted: readonly Status[] = statuses): number {
  return wanted.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

function forEachStatus<T>(make: (status: Status) => T): Record<Status, T> {
  return Object.fromEntries(statuses.map((status) => [status, make(status)])) as Record<Status, T>;
}
