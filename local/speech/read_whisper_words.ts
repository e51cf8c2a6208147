import type { Word } from "./types.ts";
import type { WhisperChunk } from "./whisper_messages.ts";

/** Places the words of a piece that begins `offset` seconds into the recording and lasts `duration` seconds. */
export function readWhisperWords(chunks: WhisperChunk[], piece: { offset: number; duration: number }): Word[] {
  return chunks.flatMap(({ text, timestamp: [start, end] }) => {
    if (text.trim() === "") return [];
    // Whisper places words in a window of 30 s, past the piece's end too.
    const place = (seconds: number) => Math.round((piece.offset + Math.min(seconds, piece.duration)) * 1000) / 1000;
    return [{ text: text.trim(), start: place(start), end: place(end ?? piece.duration), confidence: null }];
  });
}
