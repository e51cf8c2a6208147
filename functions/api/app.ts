import { Hono } from "hono";
import { openAPIRouteHandler } from "hono-openapi";
import { z } from "zod";
import { addBasics, type Basics } from "../../shared/http/basics.ts";
import type { ApiDeps } from "./deps.ts";
import { document } from "./document.ts";
import { createEntries } from "./entries/routes.ts";
import { createHealth } from "./health.ts";
import { createTranscriptions } from "./transcriptions/routes.ts";

/** The function that users call. One app a resource; each checks its own callers. */
export function createApi(deps: ApiDeps): Hono<{ Variables: Basics }> {
  const app = new Hono<{ Variables: Basics }>().basePath("/api");
  addBasics(app, { log: deps.log, corsOrigins: deps.config.corsOrigins });
  app.route("/entries", createEntries(deps));
  app.route("/transcriptions", createTranscriptions(deps));
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
      documentation: {
        openapi: "3.1.0",
        info: {
          title: "Stenobase",
          version: "0.1.0",
          description: "Speech in, transcripts out.",
        },
        servers: [{ url: `${deps.config.publicUrl}/functions/v1` }],
        components: { securitySchemes: { accessToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
      },
    }),
  );
  return app;
}
