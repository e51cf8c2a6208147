import postgres from "postgres";
import { createAuthAndRest } from "../../../local/auth_and_rest.ts";
import { createGateway, type Service } from "../../../local/gateway.ts";
import type { Keys } from "../../../local/keys.ts";
import { createStorage } from "../../../local/storage/server.ts";

export type HostedGatewayOptions = {
  keys: Keys;
  /** Where the project is reached. */
  url: string;
  /** The database as the superuser. */
  adminUrl: string;
  /** Holds the objects. */
  folder: string;
  functions: Service;
};

/** What a project answers at its address: Auth, the Data API, Storage and the functions, behind its keys. */
export async function openHostedGateway(options: HostedGatewayOptions): Promise<Service & AsyncDisposable> {
  const { keys, url, adminUrl, folder, functions } = options;
  const { jwtSecret } = keys;
  const authAndRest = await createAuthAndRest({ databaseUrl: adminUrl, jwtSecret, publicUrl: url });
  const pool = postgres(adminUrl, { max: 4, onnotice: () => {} });
  const storage = createStorage({
    withPool: (work) => work(pool),
    filesDir: `${folder}/storage`,
    jwtSecret,
    publicUrl: () => url,
  });
  const docs = { fetch: () => new Response(null, { status: 404 }) };
  const gateway = await createGateway({
    ...{ keys, authAndRest, storage, functions, speech: undefined, answers: undefined, docs },
    say: console.error,
  });
  return {
    fetch: (request) => gateway.fetch(request),
    async [Symbol.asyncDispose]() {
      await authAndRest.stop();
      await pool.end({ timeout: 2 });
    },
  };
}
