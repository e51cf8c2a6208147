import { SignJWT } from "jose";
import { z } from "zod";

const Keys = z.object({
  databasePassword: z.string(),
  jwtSecret: z.string(),
  publishableKey: z.string(),
  secretKey: z.string(),
  workerKey: z.string(),
  speechKey: z.string(),
  answersKey: z.string(),
});

/** The secrets of one data folder, in the forms that the platform uses. */
export type Keys = z.infer<typeof Keys>;

/** Reads the folder's keys, and makes those that are missing. Nobody but their owner can read the file. */
export async function loadKeys(dataDir: string): Promise<Keys> {
  const path = `${dataDir}/keys.json`;
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  const made: Keys = {
    databasePassword: random(24),
    jwtSecret: random(48),
    publishableKey: `sb_publishable_${random(22)}_${random(8)}`,
    secretKey: `sb_secret_${random(22)}_${random(8)}`,
    workerKey: `sb_secret_${random(22)}_${random(8)}`,
    speechKey: random(32),
    answersKey: random(32),
  };
  // Folders of earlier versions have no key for answers.
  const kept = text === undefined ? {} : Keys.partial({ answersKey: true }).parse(JSON.parse(text));
  const keys = Keys.parse({ ...made, ...kept });
  if (Object.keys(kept).length < Object.keys(keys).length) {
    // A crash while this is written must not lose the keys that the folder's data needs.
    await Deno.writeTextFile(`${path}.new`, JSON.stringify(keys, null, 2), { mode: 0o600 });
    await Deno.rename(`${path}.new`, path);
  }
  return keys;
}

/** The token that the platform's gateway puts in place of a project key. */
export async function signRoleToken(jwtSecret: string, role: "anon" | "service_role"): Promise<string> {
  return await new SignJWT({ role }).setProtectedHeader({ alg: "HS256", typ: "JWT" }).setIssuer("supabase")
    .setIssuedAt().setExpirationTime("10y").sign(new TextEncoder().encode(jwtSecret));
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function random(length: number): string {
  let text = "";
  while (text.length < length) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    // Bytes past the last whole alphabet would make its first letters likelier.
    if (byte < alphabet.length * 4) text += alphabet[byte % alphabet.length];
  }
  return text;
}
