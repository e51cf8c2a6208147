/** Length of the nonce that AES-GCM takes. Source: NIST SP 800-38D, section 8.2. */
const nonceBytes = 12;

/** Encrypts with AES-256-GCM under a key of 32 bytes: a nonce of its own, then the sealed content. */
export async function seal(key: Uint8Array<ArrayBuffer>, content: Uint8Array<ArrayBuffer>) {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await importKey(key), content);
  return new Uint8Array([...nonce, ...new Uint8Array(sealed)]);
}

/** What was sealed under this key. Throws where it was another one, or where a bit has changed. */
export async function unseal(key: Uint8Array<ArrayBuffer>, sealed: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(sealed);
  const algorithm = { name: "AES-GCM", iv: bytes.subarray(0, nonceBytes) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, await importKey(key), bytes.subarray(nonceBytes)));
}

function importKey(key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}
