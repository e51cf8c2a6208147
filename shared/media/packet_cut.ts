import type { EncodedPacket } from "mediabunny";
import type { AudioContainer } from "./containers.ts";
import type { CutRange, CutResult } from "./cut_result.ts";
import type { HttpSource } from "./http_source.ts";
import { withPacketInput } from "./packet_input.ts";
import { createPacketWriter, leadPackets } from "./packet_writer.ts";

// What a container adds for each packet and for itself; the largest is MP4's index with 20 bytes a packet.
const packetOverhead = 24;
const fileOverhead = 16 * 1024;
// Longer than any packets that a decoder may need in advance.
const leadSeconds = 0.5;

/**
 * Copies the packets of the range into a file of their own, without decoding. `isComplete` with no bytes means that the
 * range lies past the end.
 */
export async function cutPackets(
  source: HttpSource,
  container: AudioContainer,
  range: CutRange,
): Promise<CutResult & { container: AudioContainer }> {
  return await withPacketInput(source, container, async (opened) => {
    const { sink, codec, firstSecond } = opened;
    const writer = await createPacketWriter(opened);
    const start = firstSecond + range.startMs / 1000;
    const end = firstSecond + range.endMs / 1000;
    const lead: EncodedPacket[] = [];
    let byteSize = fileOverhead;
    let startSecond: number | null = null;
    let endSecond = start;
    let isComplete = true;
    const before = await sink.getKeyPacket(start - leadSeconds) ?? await sink.getFirstKeyPacket();
    // One by one: the sink's own iterator (mediabunny 1.61) reads a second of computing time ahead, which is half the cost.
    for (let packet = before; packet !== null; packet = await sink.getNextPacket(packet)) {
      const middle = packet.timestamp + packet.duration / 2;
      if (middle < start) {
        lead.push(packet);
        if (lead.length > leadPackets(codec)) lead.shift();
        continue;
      }
      // WebM leaves out the length of some packets, so a piece ends where the next packet begins.
      endSecond = packet.timestamp;
      if (middle >= end) break;
      byteSize += packet.byteLength + packetOverhead;
      isComplete = byteSize <= range.maxBytes;
      if (!isComplete) break;
      if (startSecond === null) await writer.begin(lead, packet.timestamp);
      startSecond ??= packet.timestamp;
      endSecond = packet.timestamp + packet.duration;
      await writer.add(packet);
    }
    return {
      bytes: startSecond === null ? new Uint8Array(0) : await writer.finish(),
      startSeconds: (startSecond ?? start) - firstSecond,
      endSeconds: endSecond - firstSecond,
      isComplete,
      container: writer.container,
    };
  });
}
