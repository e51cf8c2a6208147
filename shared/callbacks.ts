import { encodeBase64Url } from "hono/utils/encode";
import { equalSecrets } from "./secrets.ts";

/**
 * Where a provider is to answer for one dispatch, and the token that proves it. The token is made from our key and the
 * dispatch, so that no row holds it and it opens nothing else.
 */
export async function callbackOf(
  { publicUrl, workerKey }: { publicUrl: string; workerKey: string },
  provider: string,
  dispatchId: string,
): Promise<{ url: string; token: string }> {
  return {
    url: `${publicUrl}/functions/v1/callback/${provider}?dispatch=${dispatchId}`,
    token: await tokenFor(workerKey, provider, dispatchId),
  };
}

/** Whether `token` is the one that was given out for this dispatch. */
export async function provesDispatch(
  token: string,
  workerKey: string,
  provider: string,
  dispatchId: string,
): Promise<boolean> {
  return await equalSecrets(token, await tokenFor(workerKey, provider, dispatchId));
}

async function tokenFor(workerKey: string, provider: string, dispatchId: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(workerKey), algorithm, false, ["sign"]);
  const message = encoder.encode(`callback ${provider} ${dispatchId}`);
  return encodeBase64Url(await crypto.subtle.sign(algorithm, key, message));
}
