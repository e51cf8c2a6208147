import { z } from "zod";
import { Text } from "../../input.ts";
import { Id, Segment } from "../schemas.ts";
import { Revision } from "./revision.ts";

/** The largest number that a row's integer holds. */
export const maxInteger = 2_147_483_647;

const label = Text.trim().min(1).max(100);

export const SegmentPlace = Id.extend({ position: z.coerce.number().int().min(0).max(maxInteger) });

export const SegmentEdit = z.strictObject({
  text: Text.trim().max(1_000_000).optional().describe("What is said; empty to say nothing"),
  speaker: label.nullable().optional().describe("Label of who says it, a new one too; null for nobody"),
  revision: Revision,
}).refine(({ text, speaker }) => text !== undefined || speaker !== undefined, "Change 'text', 'speaker' or both")
  .meta({ ref: "SegmentEdit" });

export const EditedSegment = Segment.extend({ revision: z.int() }).meta({ ref: "EditedSegment" });

export const SpeakerNames = z.strictObject({
  speakers: z.record(z.string(), Text.trim().max(100).nullable())
    .refine((names) => Object.keys(names).length > 0, "Name a speaker")
    .describe("Names by label; null or an empty one takes a name away"),
  revision: Revision,
}).meta({ ref: "SpeakerNames" });

export const SpeakerMerge = z.strictObject({ from: label, into: label, revision: Revision })
  .refine(({ from, into }) => from !== into, { path: ["into"], message: "Must be another speaker than 'from'" })
  .meta({ ref: "SpeakerMerge" });

export const Revert = z.strictObject({ revision: z.int().positive().describe("The one to bring back") })
  .meta({ ref: "Revert" });
