/**
 * What it costs to probe recordings of two and of ten hours and to cut ten minutes out of each, late in it, where reading
 * from the start costs most: `deno run -A bench/media_cut.ts`.
 * Needs ffmpeg to make the recordings. Each row runs in a process of its own against a server in this one.
 */
import process from "node:process";
import { type AudioPiece, cutAudio } from "../shared/media/cut.ts";
import { type AudioFacts, inspectAudio } from "../shared/media/probe.ts";
import { makeLongRecording, type Recording } from "../tests/support/long_recording.ts";

const stereo = ["-ar", "44100", "-ac", "2"];
const live = ["-c", "copy", "-live", "1"];
const recordings: Record<string, Recording> = {
  "cbr.mp3": { hours: 2, encoding: [...stereo, "-c:a", "libmp3lame", "-b:a", "128k"] },
  "vbr.mp3": { hours: 2, encoding: [...stereo, "-c:a", "libmp3lame", "-q:a", "4"] },
  "stream.aac": { hours: 2, encoding: [...stereo, "-c:a", "aac", "-b:a", "128k"] },
  "index.m4a": { hours: 2, encoding: [...stereo, "-c:a", "aac", "-b:a", "128k"] },
  "opus.webm": { hours: 2, encoding: ["-c:a", "libopus", "-b:a", "32k"] },
  "live.webm": { hours: 2, encoding: ["-c:a", "libopus", "-b:a", "32k"], joining: live },
  "opus.ogg": { hours: 2, encoding: ["-c:a", "libopus", "-b:a", "32k"] },
  "pcm.wav": { hours: 2, encoding: ["-ar", "16000"] },
  // FLAC frames carry their number, so copies of them make no valid file.
  "speech.flac": { hours: 2, encoding: ["-c:a", "flac"], joining: ["-c:a", "flac"] },
  "ten_hours_cbr.mp3": { hours: 10, encoding: ["-c:a", "libmp3lame", "-b:a", "64k"] },
  "ten_hours_vbr.mp3": { hours: 10, encoding: [...stereo, "-c:a", "libmp3lame", "-q:a", "4"] },
  "ten_hours.aac": { hours: 10, encoding: [...stereo, "-c:a", "aac", "-b:a", "128k"] },
  "ten_hours.m4a": { hours: 10, encoding: ["-c:a", "aac", "-b:a", "48k"] },
  "ten_hours.ogg": { hours: 10, encoding: ["-c:a", "libopus", "-b:a", "24k"] },
  "ten_hours.webm": { hours: 10, encoding: ["-c:a", "libopus", "-b:a", "24k"] },
};
const columns = ["file", "MiB", "work", "CPU ms", "wall ms", "used MiB", "RSS MiB", "requests", "MiB read"];

const toMebibytes = (bytes: number) => Math.round(bytes / 2 ** 20).toString();

function printRow(cells: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`| ${cells.join(" | ")} |\n`));
}

async function run(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, stderr: "piped" }).output();
  if (!success) throw new Error(`"${command}" failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

function serveFolder(folder: string) {
  const counts = { requests: 0, bytes: 0 };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const file = await Deno.open(folder + new URL(request.url).pathname);
    const { size } = await file.stat();
    const [, from = "0", to = `${size}`] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "") ?? [];
    const [start, end] = [Number(from), Math.min(size, Number(to) + 1)];
    await file.seek(start, Deno.SeekMode.Start);
    counts.requests += 1;
    let left = end - start;
    const clip = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        const part = chunk.subarray(0, left);
        left -= part.length;
        counts.bytes += part.length;
        controller.enqueue(part);
        if (left === 0) controller.terminate();
      },
    });
    const headers = { "content-range": `bytes ${start}-${end - 1}/${size}`, "content-length": `${end - start}` };
    return new Response(file.readable.pipeThrough(clip), { status: 206, headers });
  });
  return { server, counts };
}

/** Does the work in this process and prints what it took. The facts come first, so that a cut does not pay for them. */
async function measure(url: string, work: string, facts: string | undefined): Promise<void> {
  let used = 0;
  let resident = 0;
  const look = () => {
    const { heapUsed, external, rss } = Deno.memoryUsage();
    used = Math.max(used, heapUsed + external);
    resident = Math.max(resident, rss);
  };
  const timer = setInterval(look, 5);
  const before = process.cpuUsage();
  const started = performance.now();
  const result = facts === undefined
    ? await inspectAudio(url, { maxSeconds: 100_000, fetch })
    : await cutLate(url, JSON.parse(facts));
  clearInterval(timer);
  look();
  const { user, system } = process.cpuUsage(before);
  const cells = [
    work,
    Math.round((user + system) / 1000).toString(),
    Math.round(performance.now() - started).toString(),
    toMebibytes(used),
    toMebibytes(resident),
  ];
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify({ cells, result: "bytes" in result ? null : result })));
}

async function cutLate(url: string, facts: AudioFacts): Promise<AudioPiece> {
  const startMs = facts.durationMs - 1_200_000;
  return await cutAudio(url, { startMs, endMs: startMs + 600_000, maxBytes: 64 * 2 ** 20, facts, fetch });
}

async function measureApart(url: string, work: string, facts?: unknown) {
  const args = ["run", "--allow-all", "--no-check", import.meta.filename ?? "", url, work];
  if (facts !== undefined) args.push(JSON.stringify(facts));
  return JSON.parse(await run(Deno.execPath(), args)) as { cells: string[]; result: unknown };
}

async function measureAll(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const { server, counts } = serveFolder(folder);
  try {
    printRow(columns);
    printRow(columns.map(() => "---"));
    for (const [name, recording] of Object.entries(recordings)) {
      await makeLongRecording(folder, name, recording);
      const url = `http://127.0.0.1:${server.addr.port}/${name}`;
      const { size } = await Deno.stat(`${folder}/${name}`);
      let facts: unknown;
      for (const work of ["probe", "cut"]) {
        Object.assign(counts, { requests: 0, bytes: 0 });
        const { cells, result } = await measureApart(url, work, facts);
        facts = result;
        printRow([name, toMebibytes(size), ...cells, `${counts.requests}`, toMebibytes(counts.bytes)]);
      }
      await Deno.remove(`${folder}/${name}`);
    }
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
}

const [url, work, facts] = Deno.args;
if (url === undefined || work === undefined) await measureAll();
else await measure(url, work, facts);
