import postgres from "postgres";

/** An error in the words of Supabase Storage. `status` is the true status: `/object` and `/bucket` put it in the body, TUS sends it. */
export class StorageError extends Error {
  readonly code: string;
  readonly status: number;
  readonly label: string;

  /** `label` is the body's `error`, which is the code where the platform has no other word for it. */
  constructor(code: string, status: number, message: string, label = code) {
    super(message);
    this.code = code;
    this.status = status;
    this.label = label;
  }
}

/** A request that cannot be read or makes no sense. */
export const invalidRequest = (message: string) => new StorageError("InvalidRequest", 400, message);

/** A request that the platform's validator of headers, query strings and bodies refuses. */
export const invalidSchema = (message: string) => new StorageError("InvalidRequest", 400, message, "Error");

/** The token of a signed URL that is broken or too old. */
export const invalidJwt = (message: string) => new StorageError("InvalidJWT", 400, message);

/** The token of a signed URL that is for something else. */
export const invalidSignature = (message: string) => new StorageError("InvalidSignature", 400, message);

/** A key that no object may have. */
export const invalidKey = (detail: string) => new StorageError("InvalidKey", 400, `Invalid key: ${detail}`);

/** A name that no new bucket may have. */
export const invalidBucketName = () =>
  new StorageError("InvalidBucketName", 400, "Bucket name invalid", "Invalid Input");

/** The URL of a resumable upload that this server cannot have made. */
export const invalidUploadId = () => new StorageError("InvalidUploadId", 400, "Invalid upload id");

/** A caller who may not, or whose token is not good. */
export const accessDenied = (message: string) => new StorageError("AccessDenied", 403, message, "Unauthorized");

/** A policy that refused a write. */
export const rowRefused = () => accessDenied("new row violates row-level security policy");

/** A bucket that is not there, or not for this caller. */
export const noSuchBucket = () => new StorageError("NoSuchBucket", 404, "Bucket not found", "Bucket not found");

/** An object that is not there, or not for this caller. */
export const noSuchKey = () => new StorageError("NoSuchKey", 404, "Object not found", "not_found");

/** A name that is taken; a move calls its target a resource. */
export const alreadyExists = (what: "Key" | "Bucket" | "Resource") =>
  new StorageError(`${what}AlreadyExists`, 409, "The resource already exists", "Duplicate");

/** A bucket that still holds objects. */
export const bucketNotEmpty = () =>
  new StorageError("ResourceNotEmpty", 409, "The bucket you tried to delete is not empty");

/** A body over the bucket's limit. */
export const entityTooLarge = () =>
  new StorageError("EntityTooLarge", 413, "The object exceeded the maximum allowed size", "Payload too large");

/** A content type that the bucket does not take. */
export const invalidMimeType = (mimeType: string) =>
  new StorageError("InvalidMimeType", 415, `mime type ${mimeType} is not supported`, "invalid_mime_type");

/** A `Range` that cannot be met. */
export const invalidRange = () => new StorageError("InvalidRange", 416, "invalid range provided", "invalid_range");

/** What a failed statement means to a caller: a policy that refused, a NUL character that no text may hold, or else the error itself. */
export function translateDatabaseError(error: unknown): unknown {
  if (isDatabaseError(error, "42501")) return rowRefused();
  if (isDatabaseError(error, "22021") || isDatabaseError(error, "22P05")) {
    return invalidRequest("A text of the request holds a NUL character");
  }
  return error;
}

/** True where Postgres refused a statement with this SQLSTATE. */
export function isDatabaseError(error: unknown, sqlState: string): boolean {
  return error instanceof postgres.PostgresError && error.code === sqlState;
}

/** `/object` and `/bucket` answer every refusal with HTTP 400 and the true status as a string; only 416 and 500 are sent as such. */
export function renderError(error: unknown): Response {
  const { code, status, message, label } = error instanceof StorageError
    ? error
    : new StorageError("InternalError", 500, "Internal Server Error", "Internal");
  return Response.json(
    { statusCode: String(status), error: label, message, code },
    { status: status === 416 || status === 500 ? status : 400 },
  );
}
