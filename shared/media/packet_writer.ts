import type { AudioCodec, EncodedPacket, OutputFormat } from "mediabunny";
import { AppError } from "../errors.ts";
import type { AudioContainer } from "./containers.ts";
import type { Mediabunny, PacketInput } from "./packet_input.ts";

/** Writes packets into a file in memory. `begin` comes first, with the packets of `leadPackets` that go before. */
export type PacketWriter = {
  container: AudioContainer;
  begin: (lead: readonly EncodedPacket[], startSecond: number) => Promise<void>;
  add: (packet: EncodedPacket) => Promise<void>;
  finish: () => Promise<Uint8Array<ArrayBuffer>>;
};

/**
 * How many packets before the first a decoder needs so that no sound is missing at the start: Vorbis makes sound of two
 * packets at a time, and Opus needs 80 ms to settle (RFC 7845, section 4.6). They make no sound of their own.
 */
export function leadPackets(codec: AudioCodec): number {
  return codec === "opus" ? 4 : codec === "vorbis" ? 1 : 0;
}

/** Opens a writer for the codec of a track. Throws `codec_not_supported` where its settings are not known. */
export async function createPacketWriter({ mediabunny, track, codec }: PacketInput): Promise<PacketWriter> {
  const decoderConfig = await track.getDecoderConfig();
  if (decoderConfig === null) {
    throw new AppError("codec_not_supported", `Audio in the codec "${codec}" cannot be cut. Save it as MP3 or AAC.`);
  }
  const { container, format } = chooseOutput(mediabunny, codec);
  const target = new mediabunny.BufferTarget();
  const output = new mediabunny.Output({ format, target });
  const copy = new mediabunny.EncodedAudioPacketSource(codec);
  let origin = 0;
  const add = async (packet: EncodedPacket, config = decoderConfig) => {
    await copy.add(packet.clone({ timestamp: packet.timestamp - origin }), { decoderConfig: config });
  };
  return {
    container,
    begin: async (lead, startSecond) => {
      origin = lead[0]?.timestamp ?? startSecond;
      const config = codec === "opus" && lead.length > 0
        ? skipLead(decoderConfig, startSecond - origin)
        : decoderConfig;
      output.addAudioTrack(copy);
      await output.start();
      for (const packet of lead) await add(packet, config);
    },
    add,
    finish: async () => {
      copy.close();
      await output.finalize();
      return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
    },
  };
}

/** Opus and Vorbis always go to Ogg: only there does a header say exactly how much of the lead to leave out. */
function chooseOutput(
  mediabunny: Mediabunny,
  codec: AudioCodec,
): { container: AudioContainer; format: OutputFormat } {
  if (codec === "mp3") return { container: "mp3", format: new mediabunny.Mp3OutputFormat() };
  if (codec === "flac") return { container: "flac", format: new mediabunny.FlacOutputFormat() };
  if (codec === "aac") return { container: "mp4", format: new mediabunny.Mp4OutputFormat({ fastStart: "in-memory" }) };
  if (codec === "opus" || codec === "vorbis") return { container: "ogg", format: new mediabunny.OggOutputFormat() };
  return { container: "wav", format: new mediabunny.WavOutputFormat() };
}

// RFC 7845, section 5.1: samples at 48 kHz to leave out, little-endian, at byte 10 of the identification header.
const preSkipAt = 10;

function skipLead(config: AudioDecoderConfig, leadSeconds: number): AudioDecoderConfig {
  const { description } = config;
  if (description === undefined) return config;
  const bytes = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
  const header = bytes.slice();
  new DataView(header.buffer).setUint16(preSkipAt, Math.round(leadSeconds * 48_000), true);
  return { ...config, description: header };
}
