import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import type postgres from "postgres";
import { createAuthAndRest } from "../../local/auth_and_rest.ts";
import type { Mail } from "../../local/auth/lite.ts";
import { freePort } from "../../local/ports.ts";
import { cloneDatabase } from "./database.ts";

export const jwtSecret = "a secret of tests, long enough for HS256";

export type AuthStack = AsyncDisposable & {
  url: string;
  /** The database as its superuser. */
  sql: postgres.Sql;
  /** Every mail that the auth service would have sent, oldest first. */
  mails: Mail[];
  /** A client that shows a key of this role until somebody signs in with it. */
  createClient(role: "anon" | "service_role"): Promise<SupabaseClient>;
};

/** The auth and REST services over real HTTP, on a database of their own. `setup` is SQL that runs before the services start. */
export async function startAuthStack(options: { setup?: string; tokenSeconds?: number } = {}): Promise<AuthStack> {
  const { setup = "", ...rest } = options;
  const database = await cloneDatabase("platform");
  const { sql, adminUrl: databaseUrl } = database;
  await sql.unsafe(setup);

  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const mails: Mail[] = [];
  const onMail = (mail: Mail) => void mails.push(mail);
  const services = await createAuthAndRest({ databaseUrl, jwtSecret, publicUrl: url, onMail, ...rest });
  const http = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, services.fetch);
  return {
    ...{ url, sql, mails },
    createClient: async (role) =>
      createClient(url, await signToken({ role }), { auth: { persistSession: false, autoRefreshToken: false } }),
    [Symbol.asyncDispose]: async () => {
      await http.shutdown();
      await services.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** A token with these claims, signed as the gateway signs one for an API key, valid for `seconds`. */
export async function signToken(claims: Record<string, unknown>, seconds = 600, secret = jwtSecret): Promise<string> {
  return await new SignJWT({ iss: "supabase", ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(new TextEncoder().encode(secret));
}
