import { createRequire } from "node:module";
import { Hono } from "hono";
import type { Service } from "./gateway.ts";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Stenobase API</title>
    <link rel="icon" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script>SwaggerUIBundle({ url: "/functions/v1/api/openapi.json", dom_id: "#api", persistAuthorization: true });</script>
  </body>
</html>
`;

const files: Record<string, string> = {
  "favicon-32x32.png": "image/png",
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};

/** A page to read and try the API in a browser. Only here: the platform serves no HTML from functions. */
export function createDocs(): Service {
  const folder = createRequire(import.meta.url).resolve("swagger-ui-dist/swagger-ui.css").replace(
    /swagger-ui\.css$/,
    "",
  );
  const app = new Hono();
  app.get("/docs", (c) => c.html(page));
  app.get("/docs/:file", async (c) => {
    const type = files[c.req.param("file")];
    if (!type) return c.notFound();
    return c.body(await Deno.readFile(folder + c.req.param("file")), 200, { "content-type": type });
  });
  return { fetch: (request) => app.fetch(request) };
}
