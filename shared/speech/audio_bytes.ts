import type { Audio } from "./types.ts";

/** The bytes of audio for a provider that fetches nothing itself: its abilities name no limits for a URL. */
export function bytesOf(audio: Audio): Uint8Array<ArrayBuffer> {
  if ("bytes" in audio) return audio.bytes;
  throw new TypeError("This provider takes audio that is sent along, not a URL");
}
