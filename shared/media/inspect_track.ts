import { adtsFrames } from "./adts_frames.ts";
import { checkMatroskaIsWhole, checkOggIsWhole, cutOff } from "./completeness.ts";
import type { AudioContainer } from "./containers.ts";
import { countFlacSamples } from "./flac.ts";
import { readFlacLayout } from "./flac_stream.ts";
import { type FrameFormat, walkFrames } from "./frame_stream.ts";
import type { HttpSource } from "./http_source.ts";
import { mp3Frames } from "./mp3_frames.ts";
import { checkMp4Index } from "./mp4_index.ts";
import { withPacketInput } from "./packet_input.ts";
import { readWavLayout } from "./wav.ts";

/** The sound itself, whatever it is wrapped in. */
export type TrackFacts = { codec: string; channels: number; sampleRate: number; durationSeconds: number };

/**
 * Measures the sound of a file whose container is known and begins at `start`, and makes sure that it is whole. Frames
 * of MP3 and ADTS are counted, up to just over `maxSeconds`. Throws `file_truncated`, `file_not_audio`, `codec_not_supported`.
 */
export async function inspectTrack(
  source: HttpSource,
  container: AudioContainer,
  start: number,
  maxSeconds: number,
): Promise<TrackFacts> {
  if (container === "mp3") return await inspectFrames(source, "mp3", mp3Frames, start, maxSeconds);
  if (container === "aac") return await inspectFrames(source, "aac", adtsFrames, start, maxSeconds);
  if (container === "flac") return await inspectFlac(source, start);
  if (container === "wav") return await inspectWav(source);
  if (container === "mp4") await checkMp4Index(source);
  if (container === "ogg") await checkOggIsWhole(source);
  if (container === "webm") await checkMatroskaIsWhole(source);
  return await inspectPackets(source, container);
}

async function inspectFrames(
  source: HttpSource,
  container: "mp3" | "aac",
  format: FrameFormat,
  start: number,
  maxSeconds: number,
): Promise<TrackFacts> {
  let isTooLong = false;
  const totals = await walkFrames(
    source.stream(start, source.size),
    format,
    (_bytes, _at, { sampleRate }, startSample) => {
      isTooLong = startSample > maxSeconds * sampleRate;
      return !isTooLong;
    },
  );
  const { frames, samples, sampleRate, channels, declaredFrames, strayBytes } = totals;
  // Some tenth of a second may be missing from a recording that was stopped; a share of the file may not.
  const isCutShort = !isTooLong && declaredFrames > frames * 1.02 + 4;
  const isMostlyStray = strayBytes > 4096 && strayBytes > (source.size - start) / 4;
  if (frames === 0 || isCutShort || isMostlyStray) throw cutOff(container, 0);
  return { codec: container, channels, sampleRate, durationSeconds: samples / sampleRate };
}

async function inspectFlac(source: HttpSource, start: number): Promise<TrackFacts> {
  const layout = await readFlacLayout(source, start);
  const { channels, sampleRate, totalSamples, maxBlockSize } = layout.info;
  const samples = await countFlacSamples(source, layout);
  if (samples === 0 || samples + 2 * maxBlockSize < totalSamples) throw cutOff("flac", 0);
  return { codec: "flac", channels, sampleRate, durationSeconds: samples / sampleRate };
}

async function inspectWav(source: HttpSource): Promise<TrackFacts> {
  const { codec, channels, sampleRate, blockBytes, dataStart, dataEnd } = await readWavLayout(source);
  return { codec, channels, sampleRate, durationSeconds: (dataEnd - dataStart) / blockBytes / sampleRate };
}

async function inspectPackets(source: HttpSource, container: AudioContainer): Promise<TrackFacts> {
  return await withPacketInput(source, container, async ({ input, track, sink, codec, firstSecond }) => {
    const end = await input.getDurationFromMetadata([track]) ?? await input.computeDuration([track]);
    // The index may stand before the sound and outlive it: what it names last must be there.
    if (await sink.getPacket(Infinity) === null) throw cutOff(container, 0);
    const [channels, sampleRate] = [await track.getNumberOfChannels(), await track.getSampleRate()];
    if (!(channels > 0 && sampleRate > 0)) throw cutOff(container, 0);
    return { codec, channels, sampleRate, durationSeconds: end - firstSecond };
  });
}
