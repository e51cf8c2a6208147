import type { AudioCodec, EncodedPacketSink, Input, InputAudioTrack } from "mediabunny";
import { AppError } from "../errors.ts";
import { readName } from "./bytes.ts";
import { type AudioContainer, containers } from "./containers.ts";
import type { HttpSource } from "./http_source.ts";

export type Mediabunny = typeof import("mediabunny");

/** A container whose sound is found through its index: mediabunny has opened it. Seconds count from `firstSecond`. */
export type PacketInput = {
  mediabunny: Mediabunny;
  input: Input;
  track: InputAudioTrack;
  sink: EncodedPacketSink;
  codec: AudioCodec;
  firstSecond: number;
};

// Whatever its container, any of the speech providers decodes these. ALAC, AMR, AC-3, DTS and DRM are not among them.
const speechCodecs = /^(mp3|aac|opus|vorbis|flac|ulaw|alaw|pcm-(u8|s16|s24|s32|f32))$/;

/** About twice what ten hours of packets of 20 ms take. */
const mostReads = 4_000_000;

/**
 * Opens the first audio track, does the work, and closes it. mediabunny is loaded here, so that a request that needs no
 * index does not pay for it. Throws `file_not_audio`, `codec_not_supported` and, for whatever cannot be read,
 * `file_truncated`.
 */
export async function withPacketInput<Result>(
  source: HttpSource,
  container: AudioContainer,
  work: (opened: PacketInput) => Promise<Result>,
): Promise<Result> {
  const mediabunny = await import("mediabunny");
  const { MP4, QTFF, MATROSKA, WEBM, OGG, ADTS } = mediabunny;
  mediabunny.Logging.level = mediabunny.LogLevel.Silent;
  const input = new mediabunny.Input({
    // Not all of its formats: a playlist would have it fetch whatever the file names.
    formats: [MP4, QTFF, MATROSKA, WEBM, OGG, ADTS],
    source: createCountedSource(mediabunny, source),
  });
  try {
    const track = await input.getPrimaryAudioTrack();
    if (track === null) throw await explainMissingTrack(source, container, input);
    const codec = await track.getCodec();
    if (codec === null || !speechCodecs.test(codec)) throw refuseCodec(codec ?? await track.getInternalCodecId());
    const firstSecond = Math.max(0, await track.getFirstTimestamp());
    const sink = new mediabunny.EncodedPacketSink(track);
    return await work({ mediabunny, input, track, sink, codec, firstSecond });
  } catch (cause) {
    source.signal?.throwIfAborted();
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      "file_truncated",
      `The file begins as ${containers[container].title} but cannot be read to its end. Upload an undamaged file.`,
      { cause },
    );
  } finally {
    input.dispose();
  }
}

/**
 * Some damaged files send mediabunny 1.61 round in circles for ever (a Matroska element with a valid name and an invalid
 * length, for one), over bytes that are in memory, so that no timer fires. A sound file takes about one read a packet: ten
 * hours of a browser's recording, two million.
 *
 * What lies in our cache is given out in `_read`, which mediabunny asks for all it reads: its own way leads through four
 * promises, which for files of small elements is nearly all the time that they take.
 */
function createCountedSource(mediabunny: Mediabunny, source: HttpSource) {
  let readsLeft = Math.min(100_000 + source.size / 16, mostReads);
  const options = {
    getSize: () => source.size,
    read: source.read,
    // Our source has its own cache; with another one in front, reads could not be counted.
    maxCacheSize: 0,
  };
  const asked = mediabunny.CustomSource.prototype as unknown as { _read(...range: unknown[]): unknown };
  class CountedSource extends mediabunny.CustomSource {
    // Protected by name only: its types leave both out.
    _getFileSize(): number {
      return source.size;
    }
    _read(start: number, end: number, ...range: unknown[]): unknown {
      if (--readsLeft < 0) {
        throw new AppError("file_truncated", "The index of the file leads in circles. Upload an undamaged file.");
      }
      const bytes = source.readCached(start, end);
      if (bytes === undefined) return asked._read.call(this, start, end, ...range);
      return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: start };
    }
  }
  return new CountedSource(options);
}

async function explainMissingTrack(source: HttpSource, container: AudioContainer, input: Input): Promise<AppError> {
  const { title } = containers[container];
  if ((await input.getTracks()).length > 0) {
    return new AppError("file_not_audio", `The ${title} file has no audio track. Upload a file with sound.`);
  }
  const oggCodec = container === "ogg"
    ? /\x80theora|Speex {3}|\x7fFLAC/.exec(readName(source.head, 0, 512))?.[0]
    : undefined;
  if (oggCodec !== undefined) return refuseCodec(oggCodec);
  return new AppError(
    "file_truncated",
    `The ${title} file has lost its index: it was cut off. Upload it again, complete.`,
  );
}

function refuseCodec(codec: string | number | Uint8Array | null): AppError {
  const name = typeof codec === "string" ? ` "${codec.replace(/[^ -~]/g, "").trim()}"` : "";
  return new AppError(
    "codec_not_supported",
    `The audio codec${name} is not supported. Save the file as MP3, AAC, Opus, Vorbis, FLAC or PCM.`,
  );
}
