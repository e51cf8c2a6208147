import { type CryptoKey, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { signRoleToken } from "../../local/keys.ts";
import type { Intruder } from "./access/other_routes.ts";
import { type Person, signToken, userClaims } from "./people.ts";
import { testServer } from "./test_server.ts";

/** The headers of everybody who is not signed in as `person`, though most of them say that they are. */
export async function intrudersAs({ id, token }: Person): Promise<Record<Intruder, Record<string, string>>> {
  const { keys } = testServer();
  const claims = userClaims(id);
  const { sub: _sub, ...nobody } = claims;
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const sign = (header: { alg: string; kid?: string }, key: CryptoKey | Uint8Array) =>
    new SignJWT(claims).setProtectedHeader(header).setIssuedAt().setExpirationTime("1h").sign(key);
  const encode = (text: string) => new TextEncoder().encode(text);
  const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
  return {
    "no key": {},
    "publishable key as bearer": { ...bearer(keys.publishableKey), apikey: keys.publishableKey },
    "secret key in apikey": { apikey: keys.secretKey },
    "worker key in apikey": { apikey: keys.workerKey },
    "basic authorization": { authorization: `Basic ${btoa(`${id}:${token}`)}` },
    "garbage": bearer("nonsense"),
    "service_role token": bearer(await signRoleToken(keys.jwtSecret, "service_role")),
    "anon token": bearer(await signRoleToken(keys.jwtSecret, "anon")),
    "forged token": bearer(await signToken(claims, { secret: "another secret, as long as the one of the stack" })),
    "expired token": bearer(await signToken(claims, { seconds: -1 })),
    "wrong audience": bearer(await signToken({ ...claims, aud: "other" })),
    "wrong issuer": bearer(await signToken({ ...claims, iss: "https://other.example.com/auth/v1" })),
    "no algorithm": bearer(new UnsecuredJWT(claims).setExpirationTime("1h").encode()),
    "unknown ES256 key": bearer(await sign({ alg: "ES256", kid: "unknown" }, privateKey)),
    "public key as shared secret": bearer(await sign({ alg: "HS256" }, encode(await exportSPKI(publicKey)))),
    "no sub": bearer(await signToken(nobody)),
    "no uuid as sub": bearer(await signToken({ ...claims, sub: "' or true --" })),
    "no expiry": bearer(
      await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setIssuedAt().sign(encode(keys.jwtSecret)),
    ),
  };
}
