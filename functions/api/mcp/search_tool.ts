import { z } from "zod";
import { speakerName } from "../../../shared/export/speaker_name.ts";
import { toPage, usualLimit } from "../page.ts";
import { findResults, writeCursor } from "../search/find_results.ts";
import { SearchQuery } from "../search/schemas.ts";
import { createTool } from "./tool.ts";

const time = z.int().nullable();

export const searchTool = createTool({
  name: "search",
  title: "Search transcripts",
  description: "Finds what is said in the user's transcripts, and titles, tags and names of files, the best first.",
  scope: "search:read",
  input: z.strictObject({ ...SearchQuery.shape, limit: z.int().min(1).max(100).default(usualLimit) }),
  output: z.object({
    results: z.array(z.object({
      kind: z.enum(["segment", "entry"]).describe("What is said, or what a recording is called"),
      title: z.string(),
      transcription_id: z.uuid().nullable().describe("Null for an entry: list_transcriptions finds it by its title"),
      segment: z.int().nullable(),
      ...{ start_ms: time, end_ms: time },
      speaker: z.string().nullable(),
      text: z.string(),
    })),
    total: z.int(),
    next_cursor: z.string().nullable(),
  }),
  async run({ deps: { db, config }, caller }, query) {
    const rows = await db.asUser(caller, (tx) => findResults(tx, query));
    const found = rows.filter((row) => row.kind !== null);
    const { data, next_cursor } = toPage(found, query.limit, new URL(config.publicUrl), writeCursor);
    const results = data.map((
      { kind, title, transcription_id, position, start_ms, end_ms, speaker, speakers, text },
    ) => ({
      ...{ kind, title, transcription_id, start_ms, end_ms, text },
      segment: kind === "segment" ? position : null,
      speaker: speakerName(speaker, speakers ?? {}) ?? null,
    }));
    return { result: { results, total: rows[0]?.total ?? 0, next_cursor } };
  },
});
