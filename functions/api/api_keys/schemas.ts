import { z } from "zod";
import { ExpiresIn } from "../entries/expiry.ts";
import { Text } from "../input.ts";
import { scopes, usualScopes } from "./scopes.ts";
import type { RowOf } from "../row_of.ts";

export const Id = z.object({ id: z.uuid() });

const name = Text.trim().min(1).max(100).describe("By which its owner knows what uses it");

export const NewApiKey = z.strictObject({
  name,
  scopes: z.array(z.enum(scopes)).min(1).transform((given) => [...new Set(given)]).default([...usualScopes])
    .describe("What it may; all but `admin` where nothing is said"),
  expires_in: ExpiresIn.nullable().default(null)
    .describe("How long it works: seconds, or like '30m', '12h', '7d'; until it is revoked, where absent"),
}).meta({ ref: "NewApiKey" });

export const ApiKeyPatch = z.strictObject({ name }).meta({ ref: "ApiKeyPatch" });

const time = z.iso.datetime();

export const ApiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe("How the key begins; the rest is shown once"),
  scopes: z.array(z.string()),
  created_at: time,
  last_used_at: time.nullable().describe("To the minute"),
  expires_at: time.nullable(),
  revoked_at: time.nullable(),
}).meta({ ref: "ApiKey" });

export const ApiKeyWithSecret = ApiKey.extend({
  key: z.string().describe("Send it as `Authorization: Bearer ...`; it is shown here and never again"),
}).meta({ ref: "ApiKeyWithSecret" });

export const apiKeyColumns = Object.keys(ApiKey.shape);

export type ApiKeyRow = RowOf<typeof ApiKey>;
