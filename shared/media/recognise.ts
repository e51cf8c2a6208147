import { AppError } from "../errors.ts";
import { type AudioContainer, containers } from "./containers.ts";
import type { HttpSource } from "./http_source.ts";
import { id3v2Length, sniffAudio } from "./sniff.ts";

const sniffBytes = 64 * 1024;
const tagsSkipped = 8;

/**
 * Looks at the content itself, behind any ID3v2 tags, which MP3, AAC and FLAC may begin with and which may hold a
 * picture of any size. `start` is the byte behind them. Throws `file_not_audio`.
 */
export async function recogniseContent(source: HttpSource): Promise<{ container: AudioContainer; start: number }> {
  let start = 0;
  let head = source.head;
  for (let tags = 0; tags < tagsSkipped && id3v2Length(head) > 0; tags++) {
    start += id3v2Length(head);
    head = await source.read(start, start + sniffBytes);
  }
  const container = sniffAudio(head) ?? (start > 0 ? "mp3" : null);
  if (container !== null) return { container, start };
  const known = Object.values(containers).map(({ title }) => title).join(", ");
  throw new AppError("file_not_audio", `The file holds no audio that we know. Upload one of: ${known}.`);
}
