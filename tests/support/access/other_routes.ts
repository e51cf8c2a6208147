import type { Outcome } from "./access.ts";

/** Routes that answer anybody, with or without a token, good or bad. */
export const openRoutes = [
  "GET /api/health",
  "GET /api/health/auth",
  "GET /api/health/db",
  "GET /api/health/live",
  "GET /api/health/providers",
  "GET /api/health/queue",
  "GET /api/health/ready",
  "GET /api/health/storage",
  "GET /api/openapi.json",
];

/** Routes that take the project's secret key and nothing else. */
export const secretKeyRoutes = ["GET /api/metrics"];

/** The worker's routes, which take the worker's key and nothing else, but for the one that says that it runs. */
export const workerRoutes = ["GET /worker/live", "POST /worker"];

/** The callback's routes, which take the token of one dispatch and nothing else, but for the one that says that it runs. */
export const callbackRoutes = ["GET /callback/live", "POST /callback/:provider"];

/** What every route for users answers to whoever is not signed in. */
export const refusals = {
  "no key": "401 token_missing",
  "publishable key as bearer": "401 token_missing",
  "secret key in apikey": "401 token_missing",
  "worker key in apikey": "401 token_missing",
  "basic authorization": "401 token_missing",
  "garbage": "401 token_invalid",
  "service_role token": "403 role_not_allowed",
  "anon token": "403 role_not_allowed",
  "forged token": "401 token_invalid",
  "expired token": "401 token_expired",
  "wrong audience": "401 token_invalid",
  "wrong issuer": "401 token_invalid",
  "no algorithm": "401 token_invalid",
  "unknown ES256 key": "401 token_invalid",
  "public key as shared secret": "401 token_invalid",
  "no sub": "401 token_invalid",
  "no uuid as sub": "401 token_invalid",
  "no expiry": "401 token_invalid",
} as const satisfies Record<string, Outcome>;

export type Intruder = keyof typeof refusals;
