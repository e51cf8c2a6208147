import type { Hono } from "hono";
import type { z } from "zod";
import { speakerName } from "../../../shared/export/speaker_name.ts";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { valid } from "../input.ts";
import { toPage } from "../page.ts";
import { createUserApp } from "../user_app.ts";
import { cutSnippet } from "./cut_snippet.ts";
import { findResults, type Result, writeCursor } from "./find_results.ts";
import { readMarks } from "./read_marks.ts";
import { SearchPage, SearchQuery, type SearchResult } from "./schemas.ts";

/** `/search`: what is said in one's own transcripts, and what one's entries are called. */
export function createSearch(deps: ApiDeps): Hono<UserEnv> {
  const app = createUserApp(deps, "search");
  app.get(
    "/",
    document({
      summary: "Search one's own transcripts, titles, tags and file names",
      description:
        "The best come first. `snippet` is HTML to be shown as it is: the text is escaped, the only tag is `<mark>`.",
      tag: "search",
      success: { status: 200, description: "A page, the best first", schema: SearchPage },
      problems: ["invalid_cursor"],
    }),
    valid("query", SearchQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await deps.db.asUser(c.get("caller"), (tx) => findResults(tx, query));
      const results = rows.filter((row) => row.kind !== null);
      const { data, ...page } = toPage(results, query.limit, publicAddress(deps.config, c.req.url), writeCursor);
      return c.json(
        { data: data.map((result) => toResult(result, query.q)), ...page, total: rows[0]!.total } satisfies z.input<
          typeof SearchPage
        >,
      );
    },
  );
  return app;
}

function toResult(result: Result, q: string): SearchResult {
  const { entry_id, title, tags, language, rank, start_ms, end_ms, speaker, file_name } = result;
  const shared = {
    ...{ entry_id, title, tags, language, rank },
    created_at: result.created_at.toISOString(),
    snippet: cutSnippet(result.text, readMarks(result.text, result.marked, q)),
  };
  if (result.transcription_id === null) return { kind: "entry", ...shared, file_name };
  return {
    kind: "segment",
    ...shared,
    transcription_id: result.transcription_id,
    segment: result.position,
    ...{ start_ms, end_ms, speaker },
    speaker_name: speakerName(speaker, result.speakers ?? {}) ?? null,
  };
}
