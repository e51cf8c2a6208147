import type { Context } from "hono";
import { z } from "zod";
import type { Content } from "../../shared/export/exporters.ts";
import { attachment } from "../../shared/http/attachment.ts";

const bytes = "application/octet-stream";

/** A file as nothing but bytes, for `/openapi.json`. */
export const bytesForm = { [bytes]: z.file().describe("The same file, to who accepts nothing but bytes") };

/**
 * Answers with a file, named after a title. To who asks for bytes it is bytes: `functions.invoke` of supabase-js makes text
 * of every other file, a docx too. Source: @supabase/functions-js 2.119.0.
 */
export function answerFile(
  c: Context,
  file: { title: string; extension: string; contentType: string; content: Content },
): Response {
  const isForBytes = c.req.header("accept")?.trim().toLowerCase() === bytes;
  return c.body(file.content, 200, {
    "content-type": isForBytes ? bytes : file.contentType,
    "content-disposition": attachment(file.title, file.extension),
    "vary": "Accept",
  });
}
