import { z } from "zod";
import { Text } from "../../input.ts";

export const Maintenance = z.object({
  transcribing_allowed: z.boolean(),
  message: z.string().describe("What callers are told meanwhile; empty is a sentence of ours"),
}).meta({ ref: "Maintenance" });
export type Maintenance = z.infer<typeof Maintenance>;

export const NewMaintenance = z.strictObject({
  transcribing_allowed: z.boolean(),
  message: Text.trim().max(300).optional().describe("Absent leaves it as it is"),
}).meta({ ref: "NewMaintenance" });
