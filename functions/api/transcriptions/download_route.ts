import type { Context, Hono } from "hono";
import { z } from "zod";
import { type Exportable, exporters, exportFormats, readableFormats } from "../../../shared/export/exporters.ts";
import type { ProblemCode } from "../../../shared/errors.ts";
import { answerFile, bytesForm } from "../answer_file.ts";
import type { UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { valid } from "../input.ts";
import { ExportedTranscript, Id } from "./schemas.ts";

const Flag = z.enum(["true", "false"]).transform((flag) => flag === "true").optional();

const DownloadQuery = z.object({
  format: z.enum(exportFormats).default("txt").describe("`word` is `docx`"),
  text: z.enum(["transcript", "proofread"]).default("transcript").describe(
    "`proofread`: as the newest document of that kind corrects it",
  ),
  speakers: Flag.describe("Who speaks, in txt, md and docx; true where absent"),
  timestamps: Flag.describe("When, in txt, md and docx; where absent, true but for txt"),
}).superRefine(({ format, text: _, ...options }, c) => {
  if (readableFormats.includes(format)) return;
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined) continue;
    c.addIssue({
      code: "custom",
      path: [option],
      message: `Must be absent: '${format}' always holds all that is known`,
    });
  }
});

type Download = {
  path: string;
  summary: string;
  tag: string;
  problems: ProblemCode[];
  /** The transcript that is asked for, with all that belongs to it. */
  read(c: Context<UserEnv>, id: string, options: { isProofread: boolean; format: string }): Promise<Exportable>;
};

/** The transcript as a file. */
export function addDownloadRoute(app: Hono<UserEnv>, { path, summary, tag, problems, read }: Download): void {
  app.get(
    path,
    document({
      ...{ summary, tag },
      success: {
        status: 200,
        description: "A file, named after the entry",
        schema: ExportedTranscript,
        contents: {
          ...bytesForm,
          ...Object.fromEntries(
            Object.values(exporters).flatMap(({ extension, contentType }) =>
              extension === "json" ? [] : [[contentType.split(";")[0], fileOf(extension)]]
            ),
          ),
        },
      },
      problems: [
        ...problems,
        "transcription_not_found",
        "transcription_not_ready",
        "transcript_not_proofread",
        "export_needs_times",
      ],
    }),
    valid("param", Id),
    valid("query", DownloadQuery),
    async (c) => {
      const { format, text, ...options } = c.req.valid("query");
      const { contentType, extension, write } = exporters[format];
      const { id } = c.req.valid("param");
      const transcript = await read(c, id, { isProofread: text === "proofread", format });
      const content = await write(transcript, options);
      return answerFile(c, { title: transcript.title, extension, contentType, content });
    },
  );
}

function fileOf(extension: string) {
  return extension === "docx" ? z.file() : z.string();
}
