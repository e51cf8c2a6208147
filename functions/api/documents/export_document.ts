import { AppError } from "../../../shared/errors.ts";
import { type Content, type Exportable, exporters } from "../../../shared/export/exporters.ts";
import type { DocumentKind } from "../../../shared/documents/kinds.ts";
import type { DocumentRow } from "./schemas.ts";

export const documentFormats = ["txt", "md", "docx", "json"] as const;
export type DocumentFormat = (typeof documentFormats)[number];

const kindNames: Record<DocumentKind, string> = {
  proofread: "proofread",
  summary: "summary",
  chapters: "chapters",
  action_items: "action items",
  translation: "translation",
  custom: "notes",
};

/** A document as a file under its title. Throws `document_not_ready`, `option_not_supported` for data where it holds none. */
export async function exportDocument(
  { id, kind, text, content, options, ended_at, created_at }: DocumentRow,
  transcriptTitle: string,
  format: DocumentFormat,
): Promise<{ title: string; extension: string; contentType: string; content: Content }> {
  if (text === null) {
    throw new AppError("document_not_ready", "There is nothing to download yet: wait until it is completed");
  }
  const title = [transcriptTitle, kindNames[kind]].filter(Boolean).join(" - ");
  const { write, extension, contentType } = exporters[format];
  if (format === "json") {
    const list = kind === "chapters" ? content?.chapters : kind === "action_items" ? content?.items : undefined;
    if (!list) {
      throw new AppError(
        "option_not_supported",
        "Download it as txt, md or docx: only chapters and action items are data",
      );
    }
    return { title, extension, contentType, content: JSON.stringify(list, null, 2) + "\n" };
  }
  // What has no times is a paragraph of its own.
  const segments = text.split(/\n\s*\n/).map((paragraph, position) => ({ position, text: paragraph.trim() }));
  const language = typeof options.language === "string" ? options.language : null;
  const written: Exportable = {
    ...{ id, title, text, language, segments, audio_ms: null, speakers: {} },
    created_at: ended_at ?? created_at,
  };
  return { title, extension, contentType, content: await write(written, { speakers: false, timestamps: false }) };
}
