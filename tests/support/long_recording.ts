const speech = new URL("../fixtures/sentence.wav", import.meta.url).pathname;

/** How to encode, as options of ffmpeg; `joining` says how the minutes are put together where copying is not it. */
export type Recording = { hours: number; encoding: string[]; joining?: string[] };

/**
 * Writes a file of some hours that says one sentence over and over into the folder, and gives its path. A minute is encoded
 * and its packets are repeated, which takes seconds where encoding all of it takes minutes. The name's extension says in
 * which container. Needs ffmpeg.
 */
export async function makeLongRecording(
  folder: string,
  name: string,
  { hours, encoding, joining = ["-c", "copy"] }: Recording,
): Promise<string> {
  const [list, whole] = [`${folder}/${name}.txt`, `${folder}/${name}`];
  await runFfmpeg(["-stream_loop", "-1", "-i", speech, "-t", "60", ...encoding, `${folder}/minute-${name}`]);
  await Deno.writeTextFile(list, `file 'minute-${name}'\n`.repeat(60 * hours));
  await runFfmpeg(["-f", "concat", "-i", list, ...joining, whole]);
  return whole;
}

async function runFfmpeg(args: string[]): Promise<void> {
  const quiet = ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"];
  const { success, stderr } = await new Deno.Command("ffmpeg", { args: [...quiet, ...args] }).output();
  if (!success) throw new Error(`ffmpeg failed: ${new TextDecoder().decode(stderr)}`);
}
