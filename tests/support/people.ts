import { SignJWT } from "jose";
import type postgres from "postgres";
import type { Caller } from "../../shared/auth.ts";
import { testServer } from "./test_server.ts";

export type Person = { id: string; caller: Caller; token: string };

type Traits = { isAnonymous?: boolean; isAdmin?: boolean };

/** Adds a user to `auth.users` and signs their token, as Auth does at a sign-up. */
export async function addPerson(
  sql: postgres.Sql,
  { isAnonymous = false, isAdmin = false }: Traits = {},
): Promise<Person> {
  const id = crypto.randomUUID();
  const email = isAnonymous ? null : `${id}@example.com`;
  const claims = userClaims(id, { isAnonymous, isAdmin });
  const { app_metadata } = claims;
  await sql`
    insert into auth.users (id, aud, role, email, is_anonymous, raw_app_meta_data)
    values (${id}, 'authenticated', 'authenticated', ${email}, ${isAnonymous}, ${sql.json(app_metadata)})`;
  const caller = { userId: id, isAnonymous, isAdmin, claims: JSON.stringify(claims) };
  return { id, caller, token: await signToken(claims) };
}

/** What Auth puts into a user's access token. */
export function userClaims(id: string, { isAnonymous = false, isAdmin = false }: Traits = {}) {
  return {
    iss: `${testServer().url}/auth/v1`,
    aud: "authenticated",
    role: "authenticated",
    sub: id,
    is_anonymous: isAnonymous,
    app_metadata: isAdmin ? { role: "admin" } : {} as Record<string, string>,
  };
}

/** Signs claims with the stack's secret, or with another one to forge them. */
export async function signToken(
  claims: Record<string, unknown>,
  { seconds = 600, secret = testServer().keys.jwtSecret } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return await new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt(now - 3600).setExpirationTime(now + seconds).sign(new TextEncoder().encode(secret));
}
