import { z } from "zod";

/** What the Whisper process is asked to hear, one JSON line each: 16-bit samples at 16 kHz as base64, 30 s at most. */
export type WhisperQuestion = { samples: string; language: string | null };

/** A word as transformers.js returns it (`return_timestamps: "word"`); the last one's end can be missing. */
export const whisperChunkSchema = z.object({
  text: z.string(),
  timestamp: z.tuple([z.number(), z.number().nullable()]),
});

/** What the Whisper process prints, one JSON line each: notes while it loads, `ready`, then an answer a question. */
export const whisperMessageSchema = z.union([
  z.object({ note: z.string() }),
  z.object({ ready: z.literal(true) }),
  z.object({ failure: z.string() }),
  z.object({ language: z.string(), chunks: z.array(whisperChunkSchema) }),
]);

export type WhisperChunk = z.infer<typeof whisperChunkSchema>;
export type WhisperMessage = z.infer<typeof whisperMessageSchema>;
