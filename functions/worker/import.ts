import { demandWithin } from "../../shared/clip.ts";
import type { Config } from "../../shared/config.ts";
import { AppError } from "../../shared/errors.ts";
import { findUpload, type InspectedUpload, inspectUpload } from "../../shared/inspect_upload.ts";
import { describeFailure } from "../../shared/links/check_answer.ts";
import { findOpener } from "../../shared/links/open_link.ts";
import { noteInfected } from "../../shared/malware/note_infected.ts";
import { Unreachable } from "../../shared/net/unreachable.ts";
import { type CopyDeps, copyLink, type Progress } from "./copy_link.ts";
import type { Handler } from "./drain.ts";
import { NotYet, OutOfTime } from "./failure.ts";
import { completeImport, findImport, forgetBegun, type Import } from "./import_rows.ts";
import { nothing } from "./transcribe.ts";

export type ImportDeps = CopyDeps & { config: Config };

/** The platform gives a request 2 s of CPU, and copying 100 MB over TLS takes up to one (measured on Deno 2.1.4). */
const usualBytesAtOnce = 128 * 1024 * 1024;
/** An attempt that copied this much and can be gone on with does not count, however it ended: a long file takes many. */
const worthwhileBytes = 16 * 1024 * 1024;

/** Job `import` (subject: entry). Copies the file behind the entry's link into Storage and checks it like an upload. */
export function createImport(deps: ImportDeps, bytesAtOnce = usualBytesAtOnce): Handler {
  return async (id, { signal }) => {
    const entry = await deps.db.asService((tx) => findImport(tx, id));
    if (!entry) return nothing;
    const progress = { copiedBytes: 0, canGoOn: false };
    const open = findOpener(entry.link, deps.config.links);
    const copied = await copyLink(deps, entry, open, { signal, progress, bytesAtOnce }).catch((error) => {
      throw describeEnd(error, progress, signal);
    });
    if (!copied) return nothing;
    const inspected = await inspect(deps, entry);
    let isThere = true;
    return {
      effect: async (tx) => isThere = await completeImport(tx, id, { ...inspected, ...copied }),
      // The entry was deleted while its audio came: nobody else knows of the object.
      after: async () => isThere || await deps.storage.remove([entry.path]),
    };
  };
}

/** The label of a link says nothing: only the content decides. What is refused is not kept. */
async function inspect(deps: ImportDeps, { id, path, limits, clip }: Import): Promise<InspectedUpload> {
  try {
    const object = await findUpload(deps.storage, path);
    const inspected = await inspectUpload(deps, { path, fileName: "", mimeType: null, object }, limits);
    demandWithin(clip, inspected.duration_ms);
    return inspected;
  } catch (error) {
    if (error instanceof AppError && !error.retryable) {
      await deps.db.asService(async (tx) => {
        await forgetBegun(tx, id);
        if (error.code === "file_infected") await noteInfected(tx, id, error);
      });
      await deps.storage.remove([path]);
    }
    throw error;
  }
}

function describeEnd(error: unknown, { copiedBytes, canGoOn }: Progress, signal: AbortSignal): unknown {
  const isOutOfTime = signal.aborted && signal.reason instanceof OutOfTime;
  if (canGoOn && copiedBytes >= worthwhileBytes && (isOutOfTime || error instanceof Unreachable)) return new NotYet(2);
  if (!isOutOfTime) return describeFailure(error);
  return new AppError(
    "link_too_slow",
    "The link's server sends the file too slowly to be read in one go: upload the file instead",
  );
}
