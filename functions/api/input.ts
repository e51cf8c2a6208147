import type { HonoRequest, ValidationTargets } from "hono";
import { bodyLimit } from "hono/body-limit";
import { validator } from "hono-openapi";
import { z } from "zod";
import { AppError, type FieldError } from "../../shared/errors.ts";

/** Room for a long text entry; audio does not come this way. */
export const maxJsonBytes = 2 * 1024 * 1024;
/** What may pass through the function as a form; larger files go straight to Storage. */
export const maxFormBytes = 6 * 1024 * 1024;

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

/**
 * Reads and validates a JSON body; whether there may be none is the schema's matter. Throws `invalid_json`,
 * `invalid_request`, `media_type_not_supported`.
 */
export async function readJson<Schema extends z.ZodType>(
  request: HonoRequest,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await request.text();
  if (text === "") return check(schema, undefined);
  if (contentType(request) !== "application/json") {
    throw new AppError("media_type_not_supported", "Send the body as 'application/json'");
  }
  return check(schema, parseJson(text));
}

/** Reads and validates a form: the file, and the fields beside it. Throws `invalid_request`. */
export async function readForm<Schema extends z.ZodType>(request: HonoRequest, schema: Schema): Promise<{
  file: File;
  fields: z.output<Schema>;
}> {
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
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_json", "Send a body that is valid JSON", { cause });
  }
}

/** Refuses a larger body before it is read. */
export function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new AppError(
        "body_too_large",
        `The body may have ${maxSize} bytes: POST /entries with kind 'audio' gives a URL for larger files`,
      );
    },
  });
}

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
