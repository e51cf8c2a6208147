import type { Caller } from "../../../shared/auth.ts";
import type { Database } from "../../../shared/db.ts";
import { AppError } from "../../../shared/errors.ts";
import { hashApiKey, isWholeApiKey } from "./key.ts";

/** A key as a request came by it. */
export type UsedApiKey = { id: string; scopes: string[] };

type KeyRow = {
  id: string;
  user_id: string;
  scopes: string[];
  is_anonymous: boolean;
  is_admin: boolean;
  is_banned: boolean;
  expires_at: Date | null;
  revoked_at: Date | null;
};

/** The API key that an `Authorization` header brings; undefined where it brings something else. */
export function readApiKey(authorization: string | undefined): string | undefined {
  return /^Bearer\s+(sbk_\S*)$/i.exec(authorization ?? "")?.[1];
}

/**
 * Turns an API key into its owner with the claims that row-level security asks for. Nothing is remembered from one request to
 * the next, so a key that is revoked, or whose owner is gone, banned or no admin any more, is so at once. Throws
 * `api_key_mistyped`, `api_key_unknown`, `api_key_revoked`, `api_key_expired`, `user_banned`.
 */
export async function useApiKey(db: Database, key: string): Promise<Caller & { apiKey: UsedApiKey }> {
  if (!(await isWholeApiKey(key))) {
    throw new AppError("api_key_mistyped", "This is no API key as we make them: copy it again, whole");
  }
  const hash = await hashApiKey(key);
  const [row] = await db.asService((tx) => tx<KeyRow[]>`select * from private.use_api_key(${hash})`);
  if (!row) throw new AppError("api_key_unknown", "There is no such API key: make a new one");
  if (row.revoked_at) throw new AppError("api_key_revoked", "This API key was revoked: make a new one");
  if (row.expires_at && row.expires_at.getTime() <= Date.now()) {
    throw new AppError("api_key_expired", "This API key has expired: make a new one");
  }
  if (row.is_banned) throw new AppError("user_banned", "The user of this API key is banned: ask an admin");
  const { id, scopes, user_id: userId, is_anonymous: isAnonymous, is_admin: isAdmin } = row;
  const claims = JSON.stringify({
    ...{ sub: userId, role: "authenticated", aud: "authenticated", is_anonymous: isAnonymous, api_key_id: id },
    app_metadata: isAdmin ? { role: "admin" } : {},
  });
  return { userId, isAnonymous, isAdmin, claims, apiKey: { id, scopes } };
}
