import type { User } from "@supabase/supabase-js";
import { jwtVerify, SignJWT } from "jose";
import { JWTExpired } from "jose/errors";
import type { AuthContext } from "./context.ts";
import { AuthError } from "./errors.ts";

/** An access token with the claims of a hosted project's: supabase.com/docs/guides/auth/jwt-fields. */
export async function signAccessToken(context: AuthContext, user: User, sessionId: string): Promise<string> {
  const { email, phone, app_metadata, user_metadata, role, is_anonymous } = user;
  return await new SignJWT({
    ...{ email, phone, app_metadata, user_metadata, role, is_anonymous },
    aal: "aal1",
    session_id: sessionId,
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(context.issuer)
    .setSubject(user.id)
    .setAudience(user.aud)
    .setIssuedAt()
    .setExpirationTime(`${context.tokenSeconds} s`)
    .sign(context.jwtSecret);
}

/** Throws unless `authorization` bears a valid token of `service_role`: 401 without a token, 403 with a wrong one. */
export async function requireServiceRole(context: AuthContext, authorization: string | undefined): Promise<void> {
  const token = authorization?.match(/^Bearer (\S+)$/)?.[1];
  if (token === undefined) {
    throw new AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token");
  }
  const { payload } = await jwtVerify(token, context.jwtSecret, { algorithms: ["HS256"] }).catch((error) => {
    const problem = error instanceof JWTExpired ? "token is expired" : "unable to parse or verify signature";
    throw new AuthError(403, "bad_jwt", `invalid JWT: ${problem}`);
  });
  if (payload["role"] !== "service_role") throw new AuthError(403, "not_admin", "User not allowed");
}
