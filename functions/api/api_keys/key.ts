/** As GitHub's tokens have them: 30 characters at random, 178 bits, and six that tell a typo. */
const randomCharacters = 30;
const checkCharacters = 6;
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const begin = "sbk_";

/** How much of a key may be shown: its beginning, by which its owner knows it again. */
const shownCharacters = begin.length + 6;

const apiKeyPattern = new RegExp(`^${begin}[0-9A-Za-z]{${randomCharacters + checkCharacters}}$`);

/** A new key, with what may be shown and what is to be stored of it. */
export async function makeApiKey(): Promise<{ key: string; prefix: string; hash: Uint8Array<ArrayBuffer> }> {
  const random = begin + randomText(randomCharacters);
  const key = random + await checksumOf(random);
  return { key, prefix: key.slice(0, shownCharacters), hash: await hashApiKey(key) };
}

/** True where a text can be a key: it has the form of one, and its last characters fit the others. */
export async function isWholeApiKey(text: string): Promise<boolean> {
  return apiKeyPattern.test(text) && await checksumOf(text.slice(0, -checkCharacters)) === text.slice(-checkCharacters);
}

/** SHA-256 of a key, by which it is found. */
export async function hashApiKey(key: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)));
}

/** The first four bytes of the SHA-256 of what stands before, as a number in base 62. */
async function checksumOf(text: string): Promise<string> {
  let rest = new DataView((await hashApiKey(text)).buffer).getUint32(0);
  let written = "";
  for (let i = 0; i < checkCharacters; i++) {
    written = alphabet[rest % alphabet.length] + written;
    rest = Math.floor(rest / alphabet.length);
  }
  return written;
}

/** Characters that are equally likely: bytes beyond the last whole round of the alphabet are thrown away. */
function randomText(length: number): string {
  const limit = 256 - 256 % alphabet.length;
  let text = "";
  while (text.length < length) {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0]!;
    if (byte < limit) text += alphabet[byte % alphabet.length];
  }
  return text;
}
