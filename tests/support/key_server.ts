import { exportJWK, generateKeyPair, type GenerateKeyPairResult, SignJWT } from "jose";
import { userClaims } from "./people.ts";

export type SigningKey = GenerateKeyPairResult & { kid: string; alg: "ES256" | "RS256" };

/** A new key pair, as a project gets one when its keys are rotated. */
export async function createSigningKey(alg: SigningKey["alg"]): Promise<SigningKey> {
  return { kid: crypto.randomUUID(), alg, ...await generateKeyPair(alg) };
}

/** A user's token that one of the keys signs. `seconds` may be negative. */
export async function signWith({ kid, alg, privateKey }: SigningKey, userId: string, seconds = 600): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return await new SignJWT(userClaims(userId)).setProtectedHeader({ alg, kid, typ: "JWT" })
    .setIssuedAt(now - 3600).setExpirationTime(now + seconds).sign(privateKey);
}

export type KeyServer = AsyncDisposable & {
  url: string;
  requests: number;
  /** What it answers from now on: these keys, or a failure of this status. */
  publish(keys: SigningKey[] | number): void;
};

/** Auth's list of published keys on loopback. It stops when its `await using` ends. */
export function startKeyServer(published: SigningKey[]): KeyServer {
  let answer: SigningKey[] | number = published;
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    server.requests += 1;
    if (new URL(request.url).pathname !== "/auth/v1/.well-known/jwks.json") return new Response(null, { status: 404 });
    if (typeof answer === "number") return Response.json({ message: "Not now" }, { status: answer });
    const keys = answer.map(async ({ kid, alg, publicKey }) => ({
      kid,
      alg,
      use: "sig",
      ...await exportJWK(publicKey),
    }));
    return Response.json({ keys: await Promise.all(keys) });
  });
  const server: KeyServer = {
    url: `http://127.0.0.1:${http.addr.port}`,
    requests: 0,
    publish: (keys) => void (answer = keys),
    [Symbol.asyncDispose]: () => http.shutdown(),
  };
  return server;
}
