import { Hono } from "hono";
import { OpenAiError } from "./error.ts";

export type OpenAiServerOptions = {
  apiKey: string;
  /** The ids that `GET /v1/models` lists. */
  models: string[];
  /** What a caller reads when the server fails. */
  failure: string;
};

/** What our servers have in common that speak OpenAI's API: the key, `/v1/models`, errors in its shape. */
export function createOpenAiServer({ apiKey, models, failure }: OpenAiServerOptions): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    if (c.req.header("authorization") === `Bearer ${apiKey}`) return await next();
    throw new OpenAiError(401, "The API key is missing or incorrect. Send it as 'Authorization: Bearer <key>'.", {
      code: "invalid_api_key",
    });
  });

  app.get("/v1/models", (c) => {
    const data = models.map((id) => ({ id, object: "model", created: 0, owned_by: "local" }));
    return c.json({ object: "list", data });
  });

  app.notFound((c) =>
    new OpenAiError(404, `Unknown request URL: ${c.req.method} ${c.req.path}.`, { code: "unknown_url" }).toResponse()
  );

  app.onError((error) => {
    if (error instanceof OpenAiError) return error.toResponse();
    return new OpenAiError(500, failure, { type: "server_error" }).toResponse();
  });

  return app;
}
