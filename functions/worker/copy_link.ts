import { createHash } from "node:crypto";
import type { Database } from "../../shared/db.ts";
import { AppError } from "../../shared/errors.ts";
import { refuseLarger } from "../../shared/inspect_upload.ts";
import { checkAnswer } from "../../shared/links/check_answer.ts";
import type { LinkDeps, OpenedLink, OpenLink } from "../../shared/links/types.ts";
import { partBytes } from "../../shared/resumable_uploads.ts";
import type { AudioStorage } from "../../shared/storage.ts";
import { cutParts } from "./cut_parts.ts";
import { NotYet } from "./failure.ts";
import { type Import, noteBegun, type SourceFile } from "./import_rows.ts";

export type CopyDeps = LinkDeps & { db: Database; storage: AudioStorage };

/** A file that is in Storage. Its hash is known where one attempt has read all of it. */
export type Copied = { sha256: string | null };

/** How far an attempt has come, for whoever has to end it. */
export type Progress = { copiedBytes: number; canGoOn: boolean };

/** `bytesAtOnce` is how much one attempt may copy, where another can go on. */
type Attempt = { signal: AbortSignal; progress: Progress; bytesAtOnce: number };

/** Where an earlier attempt ended. */
type Position = SourceFile & { uploadId: string; offset: number };

/**
 * Copies the file behind a link into Storage, a part at a time, and goes on where an earlier attempt ended if the source still
 * has the same file. Undefined where nobody waits for it any more. Throws what opening the link throws, `link_not_accessible`,
 * `link_not_a_file`, `source_unavailable`, `file_empty`, `file_too_large`, `storage_unavailable`, `NotYet` where there is more
 * than one attempt may copy, and the signal's reason.
 */
export async function copyLink(
  deps: CopyDeps,
  entry: Import,
  open: OpenLink,
  attempt: Attempt,
): Promise<Copied | undefined> {
  const { signal, progress } = attempt;
  const position = await findPosition(deps, entry, signal);
  if (position && position.offset === position.byteSize) return { sha256: null };
  const { goesOn, ...opened } = await openRest(deps, open, position, signal);
  const { response } = opened;
  let isRead = false;
  try {
    checkAnswer(response);
    const target = goesOn ? position! : await begin(deps, entry, opened, signal);
    if (!target) return undefined;
    progress.canGoOn = target.version !== null && (goesOn || entry.begun === null);
    isRead = true;
    return await copyBody(deps, entry, response, target, attempt);
  } finally {
    if (!isRead) await response.body?.cancel();
  }
}

async function findPosition(
  { storage }: CopyDeps,
  { begun, path }: Import,
  signal: AbortSignal,
): Promise<Position | undefined> {
  if (!begun) return undefined;
  const offset = await storage.resumable.offset(begun.uploadId, signal);
  if (offset === undefined) return undefined;
  // Storage may have lost its database between the last byte and the object, and then never makes one of this upload.
  if (offset === begun.byteSize && !(await storage.find(path))) return undefined;
  return { ...begun, offset };
}

type Rest = OpenedLink & { goesOn: boolean };

/** Asks for what is missing, and for all of it where the source has another file by now, or gives no parts. */
async function openRest(
  deps: CopyDeps,
  open: OpenLink,
  position: Position | undefined,
  signal: AbortSignal,
): Promise<Rest> {
  if (position && position.version !== null && position.offset > 0) {
    const headers = { range: `bytes=${position.offset}-`, "if-range": position.version };
    const opened = await open(deps, { headers, signal });
    const { status } = opened.response;
    if (continues(opened.response, position)) return { ...opened, goesOn: true };
    if (status !== 206 && status !== 416) return { ...opened, goesOn: false };
    await opened.response.body?.cancel();
  }
  return { ...await open(deps, { headers: {}, signal }), goesOn: false };
}

function continues({ status, headers }: Response, { offset, byteSize }: Position): boolean {
  return status === 206 &&
    headers.get("content-range")?.toLowerCase() === `bytes ${offset}-${byteSize! - 1}/${byteSize}`;
}

/** Undefined where nobody waits for it any more. */
async function begin(deps: CopyDeps, entry: Import, opened: OpenedLink, signal: AbortSignal) {
  const file = describeFile(opened.response.headers);
  if (file.byteSize !== null) refuseSize(file.byteSize, entry);
  const uploadId = await deps.storage.resumable.begin(entry.path, file.byteSize ?? undefined, signal);
  const begun = { ...file, uploadId };
  const isAwaited = await deps.db.asService((tx) => noteBegun(tx, entry.id, begun, opened));
  return isAwaited ? { ...begun, offset: 0 } : undefined;
}

async function copyBody(
  { storage }: CopyDeps,
  entry: Import,
  { body }: Response,
  { uploadId, offset, byteSize }: Position,
  { signal, progress, bytesAtOnce }: Attempt,
): Promise<Copied> {
  const hash = createHash("sha256");
  let at = offset;
  for await (const { bytes, isLast } of cutParts(body, partBytes)) {
    const end = at + bytes.length;
    refuseSize(end, entry);
    const size = isLast && byteSize === null ? { byteSize: end } : {};
    await storage.resumable.append(uploadId, { offset: at, bytes, ...size }, signal);
    hash.update(bytes);
    at = end;
    progress.copiedBytes = at - offset;
    if (!isLast && progress.canGoOn && progress.copiedBytes >= bytesAtOnce) throw new NotYet(1);
  }
  return { sha256: offset === 0 ? hash.digest("hex") : null };
}

/** Only a strong ETag, or else a date, proves that two parts are of one file (RFC 9110, section 13.1.5). */
function describeFile(headers: Headers): SourceFile {
  const length = headers.get("content-length");
  const byteSize = length === null ? null : Number(length.split(",")[0]);
  const etag = headers.get("etag");
  const version = etag?.startsWith('"') ? etag : headers.get("last-modified");
  const givesParts = byteSize !== null && headers.get("accept-ranges")?.toLowerCase() !== "none";
  return { byteSize, version: givesParts ? version : null };
}

function refuseSize(byteSize: number, { limits }: Import): void {
  if (byteSize === 0) throw new AppError("file_empty", "The file behind the link has no content: give another link");
  refuseLarger(byteSize, limits);
}
