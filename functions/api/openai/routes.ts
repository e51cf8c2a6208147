import type { Hono } from "hono";
import { z } from "zod";
import { AppError } from "../../../shared/errors.ts";
import { answerErrors } from "../../../shared/http/basics.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { valid } from "../input.ts";
import { createUserApp } from "../user_app.ts";
import { OpenaiError, respondWithProblem } from "./errors.ts";
import { findModel, listModels, Model, Models } from "./models.ts";
import { addCompletionsRoute } from "./completions_route.ts";
import { addTranscriptionsRoute } from "./transcriptions_route.ts";

const tag = "openai";
const problemForms = { "application/json": OpenaiError };

/** `/v1`: what OpenAI's SDKs ask for when they are given our address, with errors in OpenAI's form. */
export function createOpenai(deps: ApiDeps): Hono<UserEnv> {
  const app = createUserApp(deps, "any", {
    "/audio/transcriptions": "transcriptions",
    "/audio/translations": "transcriptions",
    "/chat/completions": "chat",
  });
  app.onError(answerErrors(respondWithProblem));

  addTranscriptionsRoute(app, deps);
  addCompletionsRoute(app, deps);

  app.post(
    "/audio/translations",
    document({
      summary: "Is there to say that no provider translates",
      tag,
      success: { status: 200, description: "Never" },
      problems: ["option_not_supported"],
      problemForms,
    }),
    () => {
      throw new AppError(
        "option_not_supported",
        "No provider here translates: send the file to /v1/audio/transcriptions and translate its text",
      );
    },
  );

  app.get(
    "/models",
    document({
      summary: "List what may be named as a model",
      tag,
      success: { status: 200, description: "The models, in the order in which they are asked", schema: Models },
      problemForms,
    }),
    (c) => c.json({ object: "list", data: listModels(deps.config) }),
  );

  app.get(
    "/models/:model",
    document({
      summary: "Read one model",
      tag,
      success: { status: 200, description: "The model", schema: Model },
      problems: ["model_not_found"],
      problemForms,
    }),
    valid("param", z.object({ model: z.string().describe("`provider/model`") })),
    (c) => c.json(findModel(deps.config, c.req.valid("param").model)),
  );
  return app;
}
