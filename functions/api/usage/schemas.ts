import { z } from "zod";

const Meter = z.object({
  used: z.int(),
  limit: z.int().nullable().describe("Absent where there is none"),
  remaining: z.int().nullable(),
}).meta({ ref: "Meter" });

const Period = z.object({
  resets_at: z.iso.datetime(),
  submissions: Meter.describe("Transcriptions that were asked for"),
  audio_ms: Meter.describe("Audio that was transcribed"),
  tokens: Meter.describe("What language models read and wrote"),
}).meta({ ref: "UsagePeriod" });

const Day = z.object({
  day: z.iso.date(),
  submissions: z.int(),
  transcriptions: z.int().describe("Those that were completed"),
  audio_ms: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
});

export const Usage = z.object({
  today: Period,
  month: Period,
  unfinished_audio_ms: z.int().describe("Of queued and processing transcriptions; counts against the month's limit"),
  days: z.array(Day).describe("The last 30, newest first"),
}).meta({ ref: "Usage" });

export type Usage = z.infer<typeof Usage>;
export type Day = z.infer<typeof Day>;
