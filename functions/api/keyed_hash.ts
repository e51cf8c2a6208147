/**
 * HMAC-SHA-256 of a list of texts under one of our secrets, 32 bytes. Without the secret nobody can try out what was hashed,
 * however few possibilities there are. The first text says what for, so that hashes of different use never meet.
 */
export async function hashKeyed(secret: string, texts: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(JSON.stringify(texts))));
}
