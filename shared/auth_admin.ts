import type { GoTrueAdminApi } from "@supabase/auth-js";
import { encodeBase64Url } from "hono/utils/encode";
import { keyHeaders } from "./key_headers.ts";

/** What manages users in Supabase Auth, by the project's secret key. */
export async function connectAuthAdmin(
  options: { supabaseUrl: string; secretKey: string; fetch: typeof fetch },
): Promise<GoTrueAdminApi> {
  const { GoTrueAdminApi } = await import("@supabase/auth-js");
  return new GoTrueAdminApi({
    url: `${options.supabaseUrl}/auth/v1`,
    headers: keyHeaders(options.secretKey),
    fetch: options.fetch,
  });
}

/** A password that nobody could guess, with a character of each kind that Auth can be told to demand. */
export function makePassword(): string {
  return `${encodeBase64Url(crypto.getRandomValues(new Uint8Array(18)).buffer)}-aA1`;
}
