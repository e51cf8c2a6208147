import { z } from "zod";
import { Text } from "../../input.ts";
import { PageQuery } from "../../page.ts";
import type { RowOf } from "../../row_of.ts";

export const Id = z.object({ id: z.uuid() });

export const UsersQuery = PageQuery.extend({
  q: Text.trim().min(1).max(200).optional().describe("Part of the address"),
  role: z.enum(["admin", "user", "anonymous"]).optional().describe("What they are"),
});

export const NewUser = z.strictObject({
  email: z.email().max(254),
  password: Text.min(1).max(72).optional().describe("Where absent one is made, and is in the answer"),
  is_admin: z.boolean().default(false),
}).meta({ ref: "NewUser" });

export const UserPatch = z.strictObject({ is_admin: z.boolean().optional(), is_banned: z.boolean().optional() })
  .refine((patch) => Object.keys(patch).length > 0, "Change 'is_admin' or 'is_banned'").meta({ ref: "UserPatch" });

const time = z.iso.datetime();

const Spent = z.object({
  transcriptions: z.int().describe("Those that were completed"),
  audio_ms: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
});

export const User = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  is_anonymous: z.boolean(),
  is_admin: z.boolean(),
  created_at: time,
  last_sign_in_at: time.nullable(),
  banned_until: time.nullable(),
  usage: z.object({
    entries: z.int().describe("Those that are there now"),
    transcriptions: z.int().describe("Likewise"),
    storage_bytes: z.int().describe("Of the audio that is there now"),
    month: Spent.describe("Since the month began (UTC)"),
    total: Spent,
  }),
}).meta({ ref: "User" });

export const CreatedUser = User.extend({
  password: z.string().optional().describe("The one that was made; kept nowhere"),
}).meta({ ref: "CreatedUser" });

export type UserRow = RowOf<typeof User>;
