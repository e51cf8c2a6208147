import type { Context } from "hono";
import type { Database } from "./database.ts";
import { invalidSchema } from "./errors.ts";
import type { Files } from "./files.ts";
import type { Place } from "./objects.ts";
import type { Identity, Tokens } from "./tokens.ts";

/** What every route of the server works with. */
export type Deps = { database: Database; files: Files; tokens: Tokens };

/** The caller of a route that insists on the header, as most do. Throws `InvalidRequest` without it, `AccessDenied` for a bad token. */
export async function requireIdentity(c: Context, tokens: Tokens): Promise<Identity> {
  const authorization = c.req.header("authorization");
  if (authorization === undefined) throw invalidSchema("headers must have required property 'authorization'");
  return await tokens.identify(authorization);
}

/** The bucket and the key that a route's path names. */
export function readPlace(c: Context): Place {
  return { bucket: c.req.param("bucket") ?? "", key: c.req.param("key") ?? "" };
}

/** Whether the caller wants a taken key replaced. */
export function wantsUpsert(headers: Headers): boolean {
  return headers.get("x-upsert") === "true";
}
