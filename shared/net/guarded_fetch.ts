import { checkUrl } from "./check_url.ts";
import type { ConnectOptions } from "./connect.ts";
import { exchange, type Limits, type Outgoing } from "./exchange.ts";
import { Unreachable } from "./unreachable.ts";

/** "manual" returns a redirect as it is. Only GET and HEAD are ever redirected. */
export type GuardedInit = Outgoing & { redirect?: "follow" | "manual" };

/** `fetch` for addresses that somebody else chose. */
export type GuardedFetch = (url: string | URL, init?: GuardedInit) => Promise<Response>;

export type GuardedFetchOptions = ConnectOptions & { limits?: Limits };

const mostRedirects = 5;
const usualLimits: Limits = { connectMs: 10_000, answerMs: 30_000, silenceMs: 30_000 };

/**
 * Makes a `fetch` that reaches the public internet and nothing else: every URL, redirects included, is checked, and the
 * connection goes to the very address that was checked. It speaks HTTP/1.1, one request a connection, keeps no cookies and
 * asks for bodies as they are. It throws `url_not_allowed` (an AppError), `Unreachable` and the signal's reason; reading a body
 * throws the last two.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  return async (input, init = {}) => {
    const { method = "GET", redirect = "follow" } = init;
    const follows = redirect === "follow" && ["GET", "HEAD"].includes(method);
    let url = new URL(input);
    for (let redirects = 0;; redirects++) {
      checkUrl(url, options);
      const response = await exchange(url, init, { ...options, limits: options.limits ?? usualLimits });
      const next = follows && isRedirect(response.status) ? response.headers.get("location") : null;
      if (next === null) return response;
      await response.body?.cancel();
      if (redirects === mostRedirects) throw new Unreachable(url, "redirects too often");
      if (!URL.canParse(next, url)) throw new Unreachable(url, "redirects to what is no URL");
      url = new URL(next, url);
    }
  };
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}
