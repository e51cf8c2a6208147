import { z } from "zod";
import { PageQuery, toPage, usualLimit } from "../page.ts";
import { TranscriptionsQuery } from "../transcriptions/list_query.ts";
import { listTranscriptions, transcriptionCursors } from "../transcriptions/list_transcriptions.ts";
import { statuses, TranscriptionSummary } from "../transcriptions/schemas.ts";
import { createTool } from "./tool.ts";

const listed = { id: true, status: true, language: true, audio_ms: true, speakers: true, created_at: true } as const;

export const listTool = createTool({
  name: "list_transcriptions",
  title: "List transcriptions",
  description: "Lists the user's transcriptions, newest first, with their titles.",
  scope: "transcriptions:read",
  input: z.strictObject({
    status: z.enum(statuses).optional().describe("Only 'completed' ones can be read, searched and asked"),
    q: TranscriptionsQuery.shape.q,
    limit: z.int().min(1).max(100).default(usualLimit),
    cursor: PageQuery.shape.cursor,
  }),
  output: z.object({
    transcriptions: z.array(z.object({ ...TranscriptionSummary.pick(listed).shape, title: z.string() })),
    next_cursor: z.string().nullable(),
  }),
  async run({ deps: { db, config }, caller }, { status, ...query }) {
    const { rows, titles } = await db.asUser(caller, async (tx) => {
      const rows = await listTranscriptions(tx, caller, { ...query, status: status && [status] });
      const entries = await tx<{ id: string; title: string }[]>`
        select id, title from public.entries where id = any(${rows.map(({ entry_id }) => entry_id)}::uuid[])`;
      return { rows, titles: new Map(entries.map(({ id, title }) => [id, title])) };
    });
    const { data, next_cursor } = toPage(rows, query.limit, new URL(config.publicUrl), transcriptionCursors.write);
    const transcriptions = data.map(({ id, status, language, audio_ms, speakers, created_at, entry_id }) => ({
      ...{ id, status, language, audio_ms, speakers, created_at: created_at.toISOString() },
      title: titles.get(entry_id) ?? "",
    }));
    return { result: { transcriptions, next_cursor } };
  },
});
