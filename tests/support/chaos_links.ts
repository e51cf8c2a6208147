import type { Chaos } from "./chaos.ts";
import { askForLink, type Work } from "./chaos_work.ts";
import { type Handler, makeSilence, serveFile } from "./links.ts";
import { createResumableUploads, partBytes } from "../../shared/resumable_uploads.ts";
import { until } from "./until.ts";

/** A part as Storage takes them, and a rest. */
const file = makeSilence(500);

/** Asks for the transcription of a link whose server has sent so many bytes, and sends the rest when it is told. */
export async function askForHeldLink(chaos: Chaos, sentBytes: number): Promise<{ work: Work; release(): void }> {
  const path = `/${crypto.randomUUID()}.wav`;
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  chaos.held.push(release);
  chaos.paths[path] = holdOnce(sentBytes, released);
  const work = await askForLink(chaos, path, { provider: "assemblyai" });
  await until(() => chaos.links.requests.some((request) => request.includes(path)) || undefined);
  return { work, release };
}

/** Waits until the first part of the file behind a link is in Storage. */
export async function untilPartIsKept({ db, address, secretKey }: Chaos, { entry }: Work): Promise<void> {
  const uploads = createResumableUploads("audio", { supabaseUrl: address.url, secretKey });
  await until(async () => {
    const [begun] = await db.asService((tx) =>
      tx<{ id: string }[]>`select upload_id as id from private.imports where entry_id = ${entry.id}`
    );
    const offset = begun && await uploads.offset(begun.id, AbortSignal.timeout(1000));
    return offset === partBytes || undefined;
  });
}

function holdOnce(sentBytes: number, released: Promise<void>): Handler {
  const version = { etag: '"1"' };
  let isFirst = true;
  return async (request) => {
    if (!isFirst) return serveFile(file, version)(request);
    isFirst = false;
    if (sentBytes === 0) await released;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(file.subarray(0, sentBytes)),
      async pull(controller) {
        await released;
        controller.enqueue(file.subarray(sentBytes));
        controller.close();
      },
    });
    return new Response(body, { headers: { ...version, "content-length": String(file.length) } });
  };
}
