import { createAuth } from "./auth/app.ts";
import type { Mail } from "./auth/lite.ts";
import { createRest } from "./rest.ts";

export type AuthAndRestOptions = {
  /** Connects as the superuser `supabase_admin`, to a database that is bootstrapped and migrated. */
  databaseUrl: string;
  jwtSecret: string;
  /** Where clients find the stack, such as `http://127.0.0.1:54321`. */
  publicUrl: string;
  /** How long an access token lives: an hour unless given. */
  tokenSeconds?: number;
  /** Gets every mail: nothing is sent. */
  onMail?: (mail: Mail) => void;
};

export type AuthAndRest = { fetch(request: Request): Promise<Response>; stop(): Promise<void> };

/** Serves `/auth/v1/*` and `/rest/v1/*` as a hosted project does behind its gateway: callers show a JWT, never an API key. */
export async function createAuthAndRest(options: AuthAndRestOptions): Promise<AuthAndRest> {
  const { databaseUrl, jwtSecret, publicUrl, tokenSeconds = 3600, onMail = () => {} } = options;
  const auth = createAuth({ databaseUrl, jwtSecret, publicUrl, tokenSeconds, onMail });
  const rest = await createRest({ databaseUrl, jwtSecret });
  return {
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/auth/v1/")) return auth.fetch(request);
      if (pathname.startsWith("/rest/v1/")) return rest.fetch(request);
      return Promise.resolve(new Response("Not found", { status: 404 }));
    },
    stop: async () => {
      await Promise.all([auth.close(), rest.close()]);
    },
  };
}
