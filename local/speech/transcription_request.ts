import { z } from "zod";
import { OpenAiError } from "../openai/error.ts";
import type { SpeechEngine } from "./types.ts";

/** OpenAI's limit of one file, in bytes (its guide's 25 MB). */
export const fileLimit = 26_214_400;

const responseFormats = ["json", "text", "srt", "verbose_json", "vtt"] as const;

const formSchema = z.object({
  file: z.instanceof(File, { message: "A multipart field 'file' with the recording is required." }),
  model: z.string({ message: "A field 'model' is required." }),
  response_format: z.enum(responseFormats, {
    message: `This model answers in one of these formats: ${responseFormats.join(", ")}.`,
  }).default("json"),
  language: z.string().optional(),
  prompt: z.string().optional(),
  temperature: z.coerce.number().min(0).max(1).optional(),
  "timestamp_granularities[]": z.array(z.enum(["word", "segment"])),
});

/** The fields of `POST /v1/audio/transcriptions` that change the answer. */
export type TranscriptionRequest = {
  file: File;
  format: (typeof responseFormats)[number];
  granularities: ("word" | "segment")[];
  language?: string;
};

/** Reads and checks the multipart form. Throws `OpenAiError` 400, 404 (model) or 413 (file). */
export async function readTranscriptionRequest(request: Request, engine: SpeechEngine): Promise<TranscriptionRequest> {
  const form = await request.formData().catch(() => {
    throw new OpenAiError(400, "The body is not multipart form data. Send the recording as the field 'file'.");
  });
  const listed = "timestamp_granularities[]";
  const parsed = formSchema.safeParse({ ...Object.fromEntries(form), [listed]: form.getAll(listed) });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new OpenAiError(400, issue?.message ?? "The request is not valid.", {
      param: String(issue?.path[0] ?? ""),
      code: "invalid_value",
    });
  }
  const { file, model, response_format: format, [listed]: granularities } = parsed.data;
  if (file.size > fileLimit) throw tooLarge();
  if (model !== "whisper-1" && !engine.models.includes(model)) {
    throw new OpenAiError(404, `The model '${model}' does not exist. Use one of: ${listModels(engine).join(", ")}.`, {
      param: "model",
      code: "model_not_found",
    });
  }
  const language = parsed.data.language && checkLanguage(parsed.data.language, engine);
  return { file, format, granularities, ...(language && { language }) };
}

/** The ids a caller may pass as `model`; `whisper-1` stands for whichever engine runs. */
export function listModels(engine: SpeechEngine): string[] {
  return ["whisper-1", ...engine.models];
}

/** The answer to more than `fileLimit` bytes. */
export function tooLarge(): OpenAiError {
  return new OpenAiError(413, `Maximum content size limit (${fileLimit}) exceeded. Send a smaller file.`, {
    param: "file",
  });
}

function checkLanguage(language: string, engine: SpeechEngine): string {
  const code = language.toLowerCase().split("-")[0] ?? "";
  if (engine.languages.includes(code)) return code;
  throw new OpenAiError(
    400,
    `${engine.name} does not know the language '${language}'. Send one of: ${engine.languages.join(", ")}.`,
    { param: "language", code: "invalid_value" },
  );
}
