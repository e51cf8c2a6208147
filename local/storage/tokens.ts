import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { accessDenied, invalidJwt, invalidSignature } from "./errors.ts";

const roles = ["anon", "authenticated", "service_role"] as const;

/** On whose behalf statements run: a database role and the claims that policies read. */
export type Identity = { role: typeof roles[number]; claims: Record<string, unknown>; owner: string | null };

/** The platform itself, past every policy: for what a checked token or a check of its own has allowed. */
export const platformIdentity: Identity = { role: "service_role", claims: { role: "service_role" }, owner: null };

const urlClaims = z.object({
  url: z.string(),
  scope: z.string(),
  exp: z.number(),
  owner: z.string().nullish(),
  upsert: z.boolean().optional(),
});

export type UrlClaims = z.infer<typeof urlClaims>;

export type Tokens = ReturnType<typeof createTokens>;

/** Reads callers' tokens and makes and reads those inside signed URLs: all are HS256 by the project's one secret. */
export function createTokens(jwtSecret: string) {
  const secret = new TextEncoder().encode(jwtSecret);

  const verify = async (token: string) => (await jwtVerify(token, secret, { algorithms: ["HS256"] })).payload;

  return {
    /** Who sends this `Authorization` header. Throws `AccessDenied` for a bad token or a role that requests may not take. */
    async identify(authorization: string | undefined): Promise<Identity> {
      const claims = await verify((authorization ?? "").slice("Bearer ".length)).catch((error: unknown) => {
        throw accessDenied(readReason(error));
      });
      const role = roles.find((allowed) => allowed === (claims.role ?? "anon"));
      if (!role) throw accessDenied("The role of the token is not allowed");
      return { role, claims, owner: claims.sub ?? null };
    },

    /** The token of a signed URL for one object, given as `<bucket>/<key>`. `seconds` is its life. */
    async signUrl(claims: Omit<UrlClaims, "exp">, seconds: number): Promise<string> {
      const now = Math.floor(Date.now() / 1000);
      return await new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).setIssuedAt(now)
        .setExpirationTime(now + seconds).sign(secret);
    },

    /** The claims of a signed URL's token. Throws `InvalidJWT`, or `InvalidSignature` where it is for another object or use. */
    async verifyUrl(token: string, url: string, scope: "download" | "upload"): Promise<UrlClaims> {
      const payload = await verify(token).catch((error: unknown) => {
        throw invalidJwt(readReason(error));
      });
      const claims = urlClaims.safeParse(payload);
      if (!claims.success || claims.data.url !== url) throw invalidSignature("Invalid signature");
      if (claims.data.scope !== scope) throw invalidSignature(`Token is not scoped for ${scope}`);
      return claims.data;
    },
  };
}

function readReason(error: unknown): string {
  return error instanceof errors.JOSEError ? error.message : "The token is not valid";
}
