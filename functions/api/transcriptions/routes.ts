import type { Hono } from "hono";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { addDocumentRoutes } from "../documents/transcription_routes.ts";
import { addTranscriptionEvents } from "../events/routes.ts";
import { valid } from "../input.ts";
import { createUserApp } from "../user_app.ts";
import { revisionTag } from "./editing/revision.ts";
import { addEditingRoutes } from "./editing_routes.ts";
import { addListRoute } from "./list_route.ts";
import { demandTranscription, selectTranscription } from "./read_transcription.ts";
import { addReadingRoutes } from "./reading_routes.ts";
import { addRunningRoutes } from "./running_routes.ts";
import { Id, Transcription } from "./schemas.ts";

const tag = "transcriptions";

/** `/transcriptions`: runs over entries, and what came of them. */
export function createTranscriptions(deps: ApiDeps): Hono<UserEnv> {
  const { db } = deps;
  const app = createUserApp(deps, "transcriptions", { "/:id/documents": "documents" });

  addRunningRoutes(app, deps);
  app.get(
    "/:id",
    document({
      summary: "Read a transcription",
      tag,
      success: { status: 200, description: "The transcription", schema: Transcription },
      problems: ["transcription_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      const found = demandTranscription(await db.asUser(c.get("caller"), (tx) => selectTranscription(tx, id)), id);
      // Until it is completed, more than its revision tells two answers apart.
      return c.json(found, 200, found.status === "completed" ? { etag: revisionTag(found) } : {});
    },
  );

  addListRoute(app, deps);
  addReadingRoutes(app, deps);
  addEditingRoutes(app, deps);
  addTranscriptionEvents(app, deps);
  addDocumentRoutes(app, deps);
  return app;
}
