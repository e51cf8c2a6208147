import { Validator } from "@seriousme/openapi-schema-validator";
import assert from "node:assert/strict";
import { problemCodes } from "../../shared/errors.ts";
import { adminRoutes, openRoutes, userRoutes } from "../support/access_table.ts";
import { startApi } from "../support/api.ts";
import { OpenApiDocument } from "../support/openapi.ts";

Deno.test("the OpenAPI document", async (t) => {
  await using api = await startApi({ PUBLIC_URL: "https://voice.example.com/" });
  const text = await (await api.call(undefined, "GET", "/openapi.json")).text();
  const { openapi, servers, paths, components } = OpenApiDocument.parse(JSON.parse(text));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, ...operation }))
  );

  await t.step("is valid OpenAPI 3.1", async () => {
    assert.equal(openapi, "3.1.0");
    assert.deepEqual(await new Validator().validate(JSON.parse(text)), { valid: true });
  });

  await t.step("leads to the address that callers use", () => {
    assert.deepEqual(servers, [{ url: "https://voice.example.com/functions/v1" }]);
  });

  await t.step("names every route of the API, and no other", () => {
    const routes = [...openRoutes, ...Object.keys({ ...userRoutes, ...adminRoutes })].map((route) =>
      route.replaceAll(/:(\w+)/g, "{$1}")
    );
    assert.deepEqual(operations.map(({ route }) => route).sort(), routes.sort());
  });

  await t.step("says of each route who may ask, and that whatever is not in order is a problem", () => {
    for (const { route, security, responses } of operations) {
      assert.deepEqual(security, openRoutes.includes(route) ? [] : [{ accessToken: [] }], route);
      const forms = route.includes("/api/v1/") ? ["application/json"] : ["application/problem+json"];
      // Its own protocol has a form for what is wrong with a message.
      if (route === "POST /api/mcp") forms.push("application/json");
      assert.deepEqual(Object.keys(responses.default?.content ?? {}), forms, route);
      const statuses = Object.keys(responses).filter((status) => status !== "default");
      assert.match(statuses.join(), /^20[0-4](,(202|204|503))?$/, route);
    }
  });

  await t.step("gives each route a summary and a name of its own", () => {
    for (const name of ["summary", "operationId"] as const) {
      const names = operations.map((operation) => operation[name]);
      assert.deepEqual(names.filter((one, index) => !one || names.indexOf(one) !== index), [], name);
    }
  });

  await t.step("lists every code that a problem may have", () => {
    assert.deepEqual(components.schemas.Problem?.properties?.code, { type: "string", enum: problemCodes });
  });

  await t.step("says how files are sent, beside JSON", () => {
    for (const path of ["/api/entries", "/api/transcriptions"]) {
      const content = paths[path]?.post?.requestBody?.content ?? {};
      assert.deepEqual(Object.keys(content), ["application/json", "multipart/form-data"]);
      const { properties, required } = content["multipart/form-data"]!.schema;
      assert.equal(properties?.file?.format, "binary");
      assert.deepEqual(required, ["file"]);
    }
  });

  await t.step("demands a body where one is needed, and only there", () => {
    const needed = operations.flatMap(({ route, requestBody }) => requestBody?.required ? [route] : []);
    assert.deepEqual(needed.sort(), [
      "PATCH /api/chat/sessions/{id}",
      "PATCH /api/entries/{id}",
      "PATCH /api/transcriptions/{id}",
      "PATCH /api/transcriptions/{id}/segments/{position}",
      "PATCH /api/webhooks/{id}",
      "POST /api/chat/completions",
      "POST /api/chat/sessions/{id}/messages",
      "POST /api/chat/sessions/{id}/sources",
      "POST /api/entries",
      "POST /api/mcp",
      "POST /api/transcriptions",
      "POST /api/transcriptions/{id}/documents",
      "POST /api/transcriptions/{id}/revert",
      "POST /api/transcriptions/{id}/speakers/merge",
      "POST /api/v1/audio/transcriptions",
      "POST /api/v1/chat/completions",
      "POST /api/webhooks",
      "PUT /api/admin/settings/{key}",
      "PUT /api/admin/users/{id}/limits",
    ]);
    assert.equal(paths["/api/entries/{id}/transcriptions"]?.post?.requestBody?.required, false);
  });
});
