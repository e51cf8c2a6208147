import { Hono } from "hono";
import { openAPIRouteHandler } from "hono-openapi";
import { z } from "zod";
import { addBasics, type Basics } from "../../shared/http/basics.ts";
import { createAdmin } from "./admin/routes.ts";
import { createChat } from "./chat/routes.ts";
import type { ApiDeps } from "./deps.ts";
import { document } from "./document.ts";
import { createDocuments } from "./documents/routes.ts";
import { createEntries } from "./entries/routes.ts";
import { createEvents } from "./events/routes.ts";
import { createHealth } from "./health.ts";
import { idempotencyKey } from "./idempotency/answer_once.ts";
import { createMcp } from "./mcp/routes.ts";
import { createOpenai } from "./openai/routes.ts";
import { createProviders } from "./providers/routes.ts";
import { createSearch } from "./search/routes.ts";
import { createTranscriptions } from "./transcriptions/routes.ts";
import { createUsage } from "./usage/routes.ts";
import { version } from "./version.ts";
import { createWebhooks } from "./webhooks/routes.ts";

/** The function that users call. One app a resource; each checks its own callers. */
export function createApi(deps: ApiDeps): Hono<{ Variables: Basics }> {
  const app = new Hono<{ Variables: Basics }>().basePath("/api");
  addBasics(app, { log: deps.log, corsOrigins: deps.config.corsOrigins });
  app.route("/entries", createEntries(deps));
  app.route("/transcriptions", createTranscriptions(deps));
  app.route("/documents", createDocuments(deps));
  app.route("/search", createSearch(deps));
  app.route("/webhooks", createWebhooks(deps));
  app.route("/chat", createChat(deps));
  app.route("/events", createEvents(deps));
  app.route("/usage", createUsage(deps));
  app.route("/providers", createProviders(deps));
  app.route("/v1", createOpenai(deps));
  app.route("/mcp", createMcp(deps));
  app.route("/admin", createAdmin(deps));
  app.route("/health", createHealth(deps));
  app.get(
    "/openapi.json",
    document({
      summary: "Read this document",
      tag: "docs",
      success: { status: 200, description: "OpenAPI 3.1", schema: z.record(z.string(), z.unknown()) },
      open: true,
    }),
    openAPIRouteHandler(app, {
      excludeStaticFile: false,
      // What does not validate is a problem like any other, which the default response describes.
      defaultValidationErrorResponse: false,
      defaultOptions: { POST: { parameters: [idempotencyKey] } },
      documentation: {
        openapi: "3.1.0",
        info: {
          title: "Stenobase",
          version,
          description: "Speech in, transcripts out.",
        },
        servers: [{ url: `${deps.config.publicUrl}/functions/v1` }],
        components: { securitySchemes: { accessToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
      },
    }),
  );
  return app;
}
