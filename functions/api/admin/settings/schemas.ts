import { z } from "zod";
import { Text } from "../../input.ts";
import { PageQuery } from "../../page.ts";
import type { RowOf } from "../../row_of.ts";

export const SettingKey = z.object({ key: z.string().max(100) });

/** There are few, and whoever shows them shows them all. */
export const SettingsQuery = PageQuery.extend({ limit: z.coerce.number().int().min(1).max(100).default(100) });

const Value = z.union([z.number(), z.boolean(), Text.max(2000)]);

export const NewValue = z.strictObject({ value: Value });

export const Setting = z.object({
  key: z.string(),
  value: Value,
  default_value: Value,
  kind: z.enum(["integer", "number", "boolean", "text"]),
  minimum: z.number().nullable().describe("Of a number; of a text the length"),
  maximum: z.number().nullable(),
  description: z.string(),
  updated_at: z.iso.datetime(),
}).meta({ ref: "Setting" });

export type SettingRow = RowOf<typeof Setting>;
