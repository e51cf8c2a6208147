import { z } from "zod";
import type { ApiDeps } from "../deps.ts";

/** For how long an answer holds: a good one as long as verifiers keep the keys, a bad one until the next look. */
const holdsMilliseconds = { good: 600_000, bad: 5_000 };

const Keys = z.object({ keys: z.array(z.object({ kty: z.string() })).min(1) });

/** Makes what says whether tokens can be checked: by the shared secret, or by the keys that Auth publishes. */
export function createAuthCheck(
  { config, fetch: fetchFn }: Pick<ApiDeps, "config" | "fetch">,
): (milliseconds: number) => Promise<boolean> {
  let known = { ok: false, until: -Infinity };
  return async (milliseconds) => {
    if (config.jwtSecret !== undefined) return true;
    if (performance.now() < known.until) return known.ok;
    const url = `${config.supabaseUrl}/auth/v1/.well-known/jwks.json`;
    const ok = await fetchFn(url, { signal: AbortSignal.timeout(milliseconds) })
      .then(async (response) => Keys.safeParse(await response.json()).success)
      .catch(() => false);
    known = { ok, until: performance.now() + (ok ? holdsMilliseconds.good : holdsMilliseconds.bad) };
    return ok;
  };
}
