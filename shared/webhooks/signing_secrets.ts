import { encodeBase64 } from "hono/utils/encode";

/** Whose secret it is, an endpoint's or a user's, and which one in the line of their secrets: all that rows know of it. */
export type Signer = { id: string; version: number; rotatedAt: Date | null };

/** For how long the secret before a rotation signs too. */
const overlapMilliseconds = 24 * 60 * 60 * 1000;

/**
 * A signing secret in the form of Standard Webhooks, `whsec_` and 32 bytes in base64. It is made from the operator's key
 * whenever it is needed, by HKDF-SHA256, so that no row and no dump holds it.
 */
export async function makeSigningSecret(
  webhookKey: string,
  { id, version }: Pick<Signer, "id" | "version">,
): Promise<string> {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", encoder.encode(webhookKey), "HKDF", false, ["deriveBits"]);
  const info = encoder.encode(`stenobase webhook ${id} ${version}`);
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    key,
    256,
  );
  return `whsec_${encodeBase64(bits)}`;
}

/**
 * The secrets that sign now, the newest first: the present one, and for a day after a rotation the one before; of each of the
 * operator's keys, as that may be changing too.
 */
export async function makeSigningSecrets(webhookKeys: string[], signer: Signer): Promise<string[]> {
  const { id, version, rotatedAt } = signer;
  const isRotating = rotatedAt !== null && Date.now() - rotatedAt.getTime() < overlapMilliseconds;
  const versions = isRotating ? [version, version - 1] : [version];
  const made = webhookKeys.flatMap((key) => versions.map((version) => makeSigningSecret(key, { id, version })));
  return await Promise.all(made);
}
