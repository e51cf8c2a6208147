import type { Config } from "../../shared/config.ts";

/** A request's address as its caller sees it: the platform hands functions a path without `/functions/v1`. */
export function publicAddress(config: Config, requestUrl: string): URL {
  const { pathname, search } = new URL(requestUrl);
  return new URL(`${config.publicUrl}/functions/v1${pathname}${search}`);
}
