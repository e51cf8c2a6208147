import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from "jose";
import { z } from "zod";
import { AppError } from "./errors.ts";

/** Who is asking, as the token or the API key says; nothing here ever comes from a body. */
export type Caller = {
  userId: string;
  isAnonymous: boolean;
  isAdmin: boolean;
  /** The claims as JSON, ready for `request.jwt.claims`. */
  claims: string;
};

const userClaims = z.object({
  sub: z.uuid(),
  role: z.literal("authenticated"),
  exp: z.number(),
  is_anonymous: z.boolean().optional(),
  app_metadata: z.object({ role: z.string().nullish() }).nullish(),
});

/** Turns a bearer token into a caller. Throws `token_missing`, `token_invalid`, `token_expired` or `role_not_allowed`. */
export type VerifyUser = (authorization: string | undefined) => Promise<Caller>;

/** Tokens are signed by the keys that Auth publishes (ES256, RS256) or, in older projects, by a shared secret (HS256). */
export type VerifierOptions = {
  supabaseUrl: string;
  publicUrl: string;
  jwtSecret: string | undefined;
  keys?: JWTVerifyGetKey;
};

/** jose fetches the published keys once, again every ten minutes, and when a token names a key that it does not know. */
export function createVerifier(options: VerifierOptions): VerifyUser {
  const published = options.keys ?? createRemoteJWKSet(new URL(`${options.supabaseUrl}/auth/v1/.well-known/jwks.json`));
  const shared = options.jwtSecret === undefined ? undefined : new TextEncoder().encode(options.jwtSecret);
  const issuer = [...new Set([options.publicUrl, options.supabaseUrl])].map((url) => `${url}/auth/v1`);
  const seen = createCache(1000);

  const verify = async (token: string): Promise<JWTPayload> => {
    const rules = { issuer, audience: "authenticated" };
    if (algorithmOf(token) !== "HS256") {
      return (await jwtVerify(token, published, { ...rules, algorithms: ["ES256", "RS256"] })).payload;
    }
    if (!shared) throw new AppError("token_invalid", "This project does not accept tokens signed with a shared secret");
    return (await jwtVerify(token, shared, { ...rules, algorithms: ["HS256"] })).payload;
  };

  return async (authorization) => {
    const token = readBearer(authorization);
    const known = seen.get(token);
    if (known) return known;
    const payload = await verify(token).catch((cause) => {
      throw describeRefusal(cause);
    });
    const caller = readCaller(payload);
    seen.set(token, caller, payload.exp! * 1000);
    return caller;
  };
}

function readBearer(authorization: string | undefined): string {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  // supabase-js sends its project key as the bearer token while nobody is signed in.
  if (!token || token.startsWith("sb_")) {
    throw new AppError(
      "token_missing",
      "Sign in with Supabase Auth and send its access token as 'Authorization: Bearer ...'",
    );
  }
  return token;
}

function readCaller(payload: JWTPayload): Caller {
  if (payload.role !== "authenticated") throw notAUser();
  const claims = userClaims.safeParse(payload);
  if (!claims.success) {
    throw new AppError("token_invalid", "The access token lacks what Supabase Auth puts into it: sign in again");
  }
  return {
    userId: claims.data.sub,
    isAnonymous: claims.data.is_anonymous ?? false,
    isAdmin: claims.data.app_metadata?.role === "admin",
    claims: JSON.stringify(payload),
  };
}

function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch (cause) {
    throw new AppError("token_invalid", "The bearer token is not a token of Supabase Auth: sign in again", { cause });
  }
}

function describeRefusal(cause: unknown): Error {
  if (cause instanceof AppError) return cause;
  if (cause instanceof errors.JWTExpired) {
    return new AppError("token_expired", "The access token has expired: refresh the session and try again", { cause });
  }
  // A service token of a project with a shared secret has neither our audience nor our issuer.
  if (cause instanceof errors.JWTClaimValidationFailed && cause.payload.role !== "authenticated") {
    return notAUser(cause);
  }
  const couldNotFetchKeys = !(cause instanceof errors.JOSEError) || cause instanceof errors.JWKSTimeout ||
    cause.code === "ERR_JOSE_GENERIC";
  if (couldNotFetchKeys) {
    return new AppError("auth_unavailable", "The keys that tokens are signed with cannot be read now: try again", {
      cause,
    });
  }
  return new AppError("token_invalid", "The access token is not valid here: sign in again", { cause });
}

function notAUser(cause?: unknown): AppError {
  return new AppError(
    "role_not_allowed",
    "This is for signed-in users: send a user's access token, not a project key",
    {
      cause,
    },
  );
}

type Cache = { get(token: string): Caller | undefined; set(token: string, caller: Caller, until: number): void };

/** A token that was verified a moment ago need not be verified again. Bounded; the oldest goes first. */
function createCache(size: number): Cache {
  const entries = new Map<string, { caller: Caller; until: number }>();
  return {
    get(token) {
      const entry = entries.get(token);
      if (entry && entry.until > Date.now()) return entry.caller;
      entries.delete(token);
      return undefined;
    },
    set(token, caller, until) {
      const oldest = entries.keys().next();
      if (entries.size >= size && !oldest.done) entries.delete(oldest.value);
      entries.set(token, { caller, until });
    },
  };
}
