import type { AudioContainer } from "../../shared/media/containers.ts";

const folder = new URL("../fixtures/media/", import.meta.url);

/** One of the files in tests/fixtures/media. */
export async function readAudio(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(new URL(name, folder));
}

/** What every sound fixture is, by file name; durations in milliseconds, from ffprobe and the sample counts. */
export const soundFixtures: Record<string, { container: AudioContainer; codec: string; durationMs: number }> = {
  "cbr.mp3": { container: "mp3", codec: "mp3", durationMs: 6084 },
  "vbr.mp3": { container: "mp3", codec: "mp3", durationMs: 6084 },
  "vbr_without_xing.mp3": { container: "mp3", codec: "mp3", durationMs: 6084 },
  "with_picture.mp3": { container: "mp3", codec: "mp3", durationMs: 6084 },
  "stream.aac": { container: "aac", codec: "aac", durationMs: 6080 },
  "s16.wav": { container: "wav", codec: "pcm-s16", durationMs: 2000 },
  "s24.wav": { container: "wav", codec: "pcm-s24", durationMs: 2000 },
  "f32.wav": { container: "wav", codec: "pcm-f32", durationMs: 2000 },
  "mulaw.wav": { container: "wav", codec: "ulaw", durationMs: 2000 },
  "rf64.wav": { container: "wav", codec: "pcm-u8", durationMs: 2000 },
  "streaming.wav": { container: "wav", codec: "pcm-s16", durationMs: 2000 },
  "faststart.m4a": { container: "mp4", codec: "aac", durationMs: 6000 },
  "moov_at_end.m4a": { container: "mp4", codec: "aac", durationMs: 6000 },
  "fragmented.m4a": { container: "mp4", codec: "aac", durationMs: 6064 },
  "sound.mov": { container: "mp4", codec: "aac", durationMs: 6000 },
  "video.mp4": { container: "mp4", codec: "aac", durationMs: 6000 },
  "vorbis.ogg": { container: "ogg", codec: "vorbis", durationMs: 6000 },
  "opus.ogg": { container: "ogg", codec: "opus", durationMs: 6000 },
  "tone.flac": { container: "flac", codec: "flac", durationMs: 2000 },
  "streaming.flac": { container: "flac", codec: "flac", durationMs: 2000 },
  "opus.webm": { container: "webm", codec: "opus", durationMs: 6008 },
  "live.webm": { container: "webm", codec: "opus", durationMs: 6001 },
  "video.mkv": { container: "webm", codec: "aac", durationMs: 6064 },
};

/** A server on loopback that answers ranges as Storage does and counts what it is asked for. */
export type AudioServer = {
  url: string;
  /** What to serve from now on; a new content has a new ETag. */
  serve: (bytes: Uint8Array<ArrayBuffer>) => void;
  requests: number;
  bytesSent: number;
} & AsyncDisposable;

/** Starts the server on a free port. It stops when its `await using` ends. */
export function startAudioServer(bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)): AudioServer {
  let content = bytes;
  let version = 1;
  const listener = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    server.requests += 1;
    const [, from = "", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "") ?? [];
    const start = Number(from);
    if (from === "" || start >= content.length) return Response.json({ statusCode: "416" }, { status: 416 });
    const part = content.subarray(start, to === "" ? undefined : Number(to) + 1);
    // In chunks, so that what a reader leaves unread is not counted.
    let sent = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => {
        const chunk = part.subarray(sent, sent + 65_536);
        sent += chunk.length;
        server.bytesSent += chunk.length;
        if (chunk.length > 0) controller.enqueue(chunk);
        if (sent === part.length) controller.close();
      },
    });
    const range = `bytes ${start}-${start + part.length - 1}/${content.length}`;
    return new Response(body, { status: 206, headers: { "content-range": range, etag: `"${version}"` } });
  });
  const server: AudioServer = {
    url: `http://127.0.0.1:${listener.addr.port}/object`,
    serve: (next) => {
      content = next;
      version += 1;
    },
    requests: 0,
    bytesSent: 0,
    [Symbol.asyncDispose]: () => listener.shutdown(),
  };
  return server;
}
