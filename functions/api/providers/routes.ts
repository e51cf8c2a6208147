import type { Hono } from "hono";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { createUserApp } from "../user_app.ts";
import { listProviders } from "./list_providers.ts";
import { Providers } from "./schemas.ts";

/** `/providers`: who can transcribe here, and what each can do. */
export function createProviders(deps: ApiDeps): Hono<UserEnv> {
  const app = createUserApp(deps, "any");
  app.get(
    "/",
    document({
      summary: "List the speech providers and what each can do",
      tag: "providers",
      success: { status: 200, description: "The providers, in the order in which they are asked", schema: Providers },
    }),
    (c) => c.json({ data: listProviders(deps.config.speech) }),
  );
  return app;
}
