import { z } from "zod";
import { providerNames } from "../../../shared/config/speech.ts";

/** A provider as a caller may choose it. */
export const Provider = z.object({
  name: z.enum(providerNames),
  model: z.string(),
  default: z.boolean().describe("Who is asked where a request names nobody"),
  answers: z.enum(["at once", "later"]).describe("Whether it holds the call until it is done, or calls back"),
  options: z.array(z.string()).describe("The options that it takes; another one is refused"),
  gives: z.object({
    words: z.boolean(),
    segments: z.boolean(),
    speakers: z.boolean(),
    confidence: z.boolean(),
  }).describe("What its transcripts hold beside the text; speakers where 'diarize' is asked for"),
  limits: z.object({ max_bytes: z.int(), max_ms: z.int() })
    .describe("The most that one call takes; longer audio is cut into pieces that overlap, and joined"),
  own_key: z.boolean().describe("Whether it works with a key of the caller's"),
  needs_own_key: z.boolean().describe("Whether it works with nothing else"),
}).meta({ ref: "Provider" });

export const Providers = z.object({ data: z.array(Provider) }).meta({ ref: "Providers" });
