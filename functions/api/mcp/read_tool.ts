import { z } from "zod";
import { speakerName } from "../../../shared/export/speaker_name.ts";
import { toTxt } from "../../../shared/export/txt.ts";
import { checkClip, clipFields } from "../../../shared/clip.ts";
import type { PlacedSegment } from "../../../shared/reading/blocks.ts";
import { demandCompleted } from "../transcriptions/read_exportable.ts";
import { readTranscription } from "../transcriptions/read_transcription.ts";
import { segmentColumns } from "../transcriptions/schemas.ts";
import { createTool } from "./tool.ts";

/** So many segments are some ten minutes of talk. */
const segmentsInPage = 100;

export const readTool = createTool({
  name: "read_transcript",
  title: "Read a transcript",
  description: "Reads a completed transcript, or the part between two times, page by page.",
  scope: "transcriptions:read",
  input: z.strictObject({
    transcription_id: z.uuid(),
    start: clipFields.start.describe("Only what is said after this: seconds, 'mm:ss' or 'hh:mm:ss'"),
    end: clipFields.end.describe("Only what is said before this"),
    format: z.enum(["txt", "segments"]).default("txt").describe("Paragraphs with speakers and times, or segments"),
    page: z.int().min(1).max(100_000).default(1),
  }).refine((part) => !checkClip(part), "'end' must come after 'start'"),
  output: z.object({
    title: z.string(),
    language: z.string().nullable(),
    text: z.string().optional().describe("With format 'txt'"),
    segments: z.array(z.object({
      segment: z.int().describe("Its position, as citations name it"),
      start_ms: z.int().nullable(),
      end_ms: z.int().nullable(),
      speaker: z.string().nullable(),
      text: z.string(),
    })).optional().describe("With format 'segments'"),
    next_page: z.int().nullable(),
  }),
  async run({ deps: { db }, caller }, { transcription_id: id, start, end, format, page }) {
    const { transcription, title, found } = await db.asUser(caller, async (tx) => {
      const transcription = demandCompleted(await readTranscription(tx, id));
      const [entry] = await tx<[{ title: string }]>`
        select title from public.entries where id = ${transcription.entry_id}`;
      const found = await tx<PlacedSegment[]>`
        select ${tx(segmentColumns)} from public.segments
        where transcription_id = ${id}
          ${start === undefined ? tx`` : tx`and end_ms > ${start}`}
          ${end === undefined ? tx`` : tx`and start_ms < ${end}`}
        order by position limit ${segmentsInPage + 1} offset ${(page - 1) * segmentsInPage}`;
      return { transcription, title: entry.title, found };
    });
    const segments = found.slice(0, segmentsInPage);
    const next_page = found.length > segmentsInPage ? page + 1 : null;
    const common = { title, language: transcription.language, next_page };
    if (format === "segments") {
      const { speakers } = transcription;
      const told = segments.map(({ position, start_ms = null, end_ms = null, speaker, text }) => (
        { segment: position, start_ms, end_ms, speaker: speakerName(speaker, speakers) ?? null, text }
      ));
      return { result: { ...common, segments: told } };
    }
    const text = toTxt({ ...transcription, title, text: "", segments }, { timestamps: true });
    const more = next_page === null ? "" : `\n(Goes on: page ${next_page})\n`;
    return { result: { ...common, text }, text: text + more };
  },
});
