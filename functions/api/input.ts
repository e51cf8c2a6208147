import type { HonoRequest, ValidationTargets } from "hono";
import { validator } from "hono-openapi";
import { z } from "zod";
import { AppError, type FieldError } from "../../shared/errors.ts";
import { bodyTooLarge, limitBody } from "../../shared/http/limit_body.ts";
import { joinBytes } from "../../shared/media/bytes.ts";
import { refuseManyParts } from "./form_parts.ts";
import { depthOfJson } from "./json_depth.ts";

/** Room for a long text entry; audio does not come this way. */
export const maxJsonBytes = 2 * 1024 * 1024;
/** What may pass through the function as a form; larger files go straight to Storage. */
export const maxFormBytes = 6 * 1024 * 1024;
const insteadOfForm = "POST /entries with kind 'audio' gives a URL for larger files";

/** Text that a row can hold: Postgres knows no NUL, and half of a surrogate pair is no character. */
export const Text = z.string().refine(
  (text) => text.isWellFormed() && !text.includes("\0"),
  "Must be whole characters",
);

/** Validates one part of a request. What is wrong with it is listed field by field in `invalid_request`. */
export function valid<Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
) {
  return validator(target, schema, (result) => {
    if (!result.success) throw invalidFields(result.error);
  });
}

/** How deep JSON may go: far deeper than anything that is asked for, and less than a stack. */
const deepestJson = 100;

/**
 * Reads and validates a JSON body; whether there may be none is the schema's matter. Throws `invalid_json`,
 * `invalid_request`, `media_type_not_supported`, `body_too_large`.
 */
export async function readJson<Schema extends z.ZodType>(
  request: HonoRequest,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await readText(request, maxJsonBytes);
  if (text === "") return check(schema, undefined);
  if (contentType(request) !== "application/json") {
    throw new AppError("media_type_not_supported", "Send the body as 'application/json'");
  }
  return check(schema, parseJson(text));
}

/** Reads a body to its end, or to where it is larger than it may be, whatever it says of itself. Throws `body_too_large`. */
async function readText(request: HonoRequest, maxBytes: number): Promise<string> {
  if (Number(request.header("content-length")) > maxBytes) throw bodyTooLarge(maxBytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.raw.body ?? []) {
    size += part.length;
    if (size > maxBytes) throw bodyTooLarge(maxBytes);
    parts.push(part);
  }
  return new TextDecoder().decode(joinBytes(parts));
}

/** Reads and validates a form: the file, and the fields beside it. Throws `invalid_request`. */
export async function readForm<Schema extends z.ZodType>(request: HonoRequest, schema: Schema): Promise<{
  file: File;
  fields: z.output<Schema>;
}> {
  await refuseManyParts(request);
  const form = await request.parseBody({ all: true }).catch((cause) => {
    throw new AppError("invalid_request", "Send a multipart form with a part named 'file'", { cause });
  });
  const { file, ...fields } = form;
  if (!(file instanceof File)) {
    throw new AppError("invalid_request", "Send the audio as a file in the part named 'file'", {
      fields: [{ path: "file", message: "Must be one file" }],
    });
  }
  if (!Text.max(255).safeParse(file.name).success) {
    throw new AppError("invalid_request", "Send the file under a name of 255 characters at most", {
      fields: [{ path: "file", message: "Must have a shorter name" }],
    });
  }
  return { file, fields: check(schema, fields) };
}

/** Which of the accepted content types a body has. Throws `media_type_not_supported`. */
export function bodyType(request: HonoRequest): "json" | "form" {
  const type = contentType(request);
  if (type === "application/json") return "json";
  if (type === "multipart/form-data") return "form";
  throw new AppError("media_type_not_supported", "Send 'application/json' or 'multipart/form-data'");
}

function contentType(request: HonoRequest): string | undefined {
  return request.header("content-type")?.split(";")[0]?.trim().toLowerCase();
}

function parseJson(text: string): unknown {
  if (depthOfJson(text) > deepestJson) throw new AppError("invalid_json", "Send JSON that is nested less deeply");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_json", "Send a body that is valid JSON", { cause });
  }
}

/** Refuses a form that is larger than it may be. Throws `body_too_large`. */
export const limitForm = limitBody(maxFormBytes, insteadOfForm);

/** Validates a value. Throws `invalid_request`. */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidFields(result.error.issues);
  return result.data;
}

type Issue = { message: string; path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined };

function invalidFields(issues: readonly Issue[]): AppError {
  const fields = issues.map(({ path = [], message }): FieldError => ({
    path: path.map((part) => String(typeof part === "object" ? part.key : part)).join("."),
    message,
  }));
  const named = fields.map(({ path, message }) => path ? `${path}: ${message}` : message).join("; ");
  return new AppError("invalid_request", `Correct the request: ${named}`, { fields });
}
