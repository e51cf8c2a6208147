import { Hono } from "hono";
import { addBasics, type Basics } from "../../shared/http/basics.ts";
import { watchLanguage } from "../../shared/telemetry/watch_calls.ts";
import { createAdmin } from "./admin/routes.ts";
import { createApiKeys } from "./api_keys/routes.ts";
import { createChat } from "./chat/routes.ts";
import type { ApiDeps } from "./deps.ts";
import { createDocuments } from "./documents/routes.ts";
import { createEntries } from "./entries/routes.ts";
import { createEvents } from "./events/routes.ts";
import { createHealth } from "./health/routes.ts";
import { createMcp } from "./mcp/routes.ts";
import { createMetricsRoute } from "./metrics/routes.ts";
import { createOpenai } from "./openai/routes.ts";
import { createOpenapi } from "./openapi/routes.ts";
import { createProviders } from "./providers/routes.ts";
import { createSearch } from "./search/routes.ts";
import { createTranscriptions } from "./transcriptions/routes.ts";
import { createUsage } from "./usage/routes.ts";
import { createWebhooks } from "./webhooks/routes.ts";

/** The function that users call. One app a resource; each checks its own callers. */
export function createApi(given: ApiDeps): Hono<{ Variables: Basics }> {
  const deps = { ...given, language: watchLanguage(given.language, given.metrics) };
  const app = new Hono<{ Variables: Basics }>().basePath("/api");
  addBasics(app, { ...deps, name: "api", corsOrigins: deps.config.corsOrigins });
  app.route("/entries", createEntries(deps));
  app.route("/transcriptions", createTranscriptions(deps));
  app.route("/documents", createDocuments(deps));
  app.route("/search", createSearch(deps));
  app.route("/webhooks", createWebhooks(deps));
  app.route("/chat", createChat(deps));
  app.route("/events", createEvents(deps));
  app.route("/usage", createUsage(deps));
  app.route("/api_keys", createApiKeys(deps));
  app.route("/providers", createProviders(deps));
  app.route("/v1", createOpenai(deps));
  app.route("/mcp", createMcp(deps));
  app.route("/admin", createAdmin(deps));
  app.route("/health", createHealth(deps));
  app.route("/metrics", createMetricsRoute(deps));
  app.route("/openapi.json", createOpenapi(app, deps));
  return app;
}
