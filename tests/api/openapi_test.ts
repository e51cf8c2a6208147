import { Validator } from "@seriousme/openapi-schema-validator";
import assert from "node:assert/strict";
import { answerExamples } from "../../functions/api/openapi/answer_examples.ts";
import { requestExamples } from "../../functions/api/openapi/request_examples.ts";
import { problemCodes } from "../../shared/errors.ts";
import { adminRoutes } from "../support/access/admin_routes.ts";
import { openRoutes, secretKeyRoutes } from "../support/access/other_routes.ts";
import { userRoutes } from "../support/access/user_routes.ts";
import { startApi } from "../support/api.ts";
import { type Content, createValidator, OpenApiDocument } from "../support/openapi.ts";

Deno.test("the OpenAPI document", async (t) => {
  await using api = await startApi({ PUBLIC_URL: "https://voice.example.com/" });
  const text = await (await api.call(undefined, "GET", "/openapi.json")).text();
  const document = OpenApiDocument.parse(JSON.parse(text));
  const { openapi, servers, paths, components } = document;
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
    const routes = [...openRoutes, ...secretKeyRoutes, ...Object.keys({ ...userRoutes, ...adminRoutes })].map((route) =>
      route.replaceAll(/:(\w+)/g, "{$1}")
    );
    assert.deepEqual(operations.map(({ route }) => route).sort(), routes.sort());
  });

  await t.step("says of each route who may ask, and that whatever is not in order is a problem", () => {
    for (const { route, security, responses } of operations) {
      const users = secretKeyRoutes.includes(route) ? [{ secretKey: [] }] : [{ accessToken: [] }];
      assert.deepEqual(security, openRoutes.includes(route) ? [] : users, route);
      const forms = route.includes("/api/v1/") ? ["application/json"] : ["application/problem+json"];
      // Its own protocol has a form for what is wrong with a message.
      if (route === "POST /api/mcp") forms.push("application/json");
      assert.deepEqual(Object.keys(responses.default?.content ?? {}), forms, route);
      const statuses = Object.keys(responses).filter((status) => status !== "default");
      assert.match(statuses.join(), /^20[0-4](,20[24])?(,[45]\d\d)+$/, route);
      const told = statuses.flatMap((status) => codesOf(responses[status]?.content));
      const refusal = secretKeyRoutes.includes(route) ? "secret_key_invalid" : "token_expired";
      if (security.length > 0) assert(told.includes(refusal) && told.includes("internal_error"), route);
    }
  });

  await t.step("gives each route a summary and a name of its own", () => {
    for (const name of ["summary", "operationId"] as const) {
      const names = operations.map((operation) => operation[name]);
      assert.deepEqual(names.filter((one, index) => !one || names.indexOf(one) !== index), [], name);
    }
  });

  await t.step("says what each route is about, and what its parameters are", () => {
    const names = document.tags.map(({ name }) => name);
    assert.deepEqual(operations.flatMap(({ tags }) => tags).filter((tag) => !names.includes(tag)), []);
    assert.deepEqual(names.filter((name) => !operations.some(({ tags }) => tags.includes(name))), []);
    const silent = operations.flatMap(({ route, parameters = [] }) =>
      parameters.flatMap(({ name, description }) => description ? [] : [`${route} ${name}`])
    );
    assert.deepEqual(silent, []);
  });

  await t.step("has an example of every body and every answer, and all of them are valid", () => {
    const validate = createValidator(text);
    const check = (pointer: string[], content: Content = {}) => {
      for (const [type, { example, examples = {}, schema }] of Object.entries(content)) {
        const at = [...pointer, "content", type];
        const values = [example, ...Object.values(examples).map(({ $ref }) => exampleAt($ref))].filter(Boolean);
        if (pointer.at(-1) !== "default") assert(values.length > 0 || schema.format === "binary", at.join(" "));
        for (const value of values) assert.equal(validate([...at, "schema"], value), undefined, at.join(" "));
      }
    };
    const exampleAt = ($ref: string) => components.examples[$ref.split("/").at(-1)!]?.value;
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { requestBody, responses }] of Object.entries(methods)) {
        check(["paths", path, method, "requestBody"], requestBody?.content);
        for (const [status, { content }] of Object.entries(responses)) {
          check(["paths", path, method, "responses", status], content);
        }
      }
    }
  });

  await t.step("shows no schema that is not there", () => {
    const names = [...Object.keys(answerExamples), ...Object.keys(requestExamples)];
    assert.deepEqual(names.filter((name) => !components.schemas[name]), []);
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
      "PATCH /api/admin/users/{id}",
      "PATCH /api/api_keys/{id}",
      "PATCH /api/chat/sessions/{id}",
      "PATCH /api/entries/{id}",
      "PATCH /api/transcriptions/{id}",
      "PATCH /api/transcriptions/{id}/segments/{position}",
      "PATCH /api/webhooks/{id}",
      "POST /api/admin/prompts",
      "POST /api/admin/users",
      "POST /api/api_keys",
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
      "PUT /api/admin/maintenance",
      "PUT /api/admin/prompts/{kind}/active",
      "PUT /api/admin/settings/{key}",
      "PUT /api/admin/users/{id}/limits",
    ]);
    assert.equal(paths["/api/entries/{id}/transcriptions"]?.post?.requestBody?.required, false);
  });
});

/** The codes of which a content has examples. */
function codesOf(content: Content = {}): string[] {
  return Object.values(content).flatMap(({ examples = {} }) => Object.keys(examples));
}
