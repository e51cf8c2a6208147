import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import assert from "node:assert/strict";
import { z } from "zod";

const Schema = z.object({
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.looseObject({ format: z.string().optional() })).optional(),
});
const Content = z.record(z.string(), z.object({ schema: Schema }));

const Operation = z.object({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  security: z.unknown(),
  requestBody: z.object({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
});

/** What the tests need to know of an OpenAPI document. */
export const OpenApiDocument = z.object({
  openapi: z.string(),
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
});

/** Fails where a response is not what the document says of its route. Reads a copy: the body stays unread. Of a stream of events only the type is checked. */
export type CheckResponse = (method: string, path: string, response: Response) => Promise<void>;

/** Checks every response against a document, and more strictly: no object may hold a property that its schema lacks. */
export function createResponseCheck(text: string): CheckResponse {
  const { paths } = OpenApiDocument.parse(JSON.parse(text));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(JSON.parse(text, closeObject), "api");
  const templates = Object.keys(paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
  }));

  return async (method, path, response) => {
    const template = templates.find(({ pattern }) => pattern.test(path))?.template ?? "";
    const operation = paths[template]?.[method.toLowerCase()];
    const type = response.headers.get("content-type")?.split(";")[0] ?? "";
    const body = type === "text/event-stream" ? "" : await response.clone().text();
    let pointer = ["components", "schemas", "Problem"];
    if (operation) {
      const status = operation.responses[response.status] ? String(response.status) : "default";
      const content = operation.responses[status]!.content;
      if (!content) return assert.equal(body, "", `${method} ${path} has a body that is not documented`);
      assert(content[type], `${method} ${path} answered ${response.status} as '${type}', which is not documented`);
      pointer = ["paths", template, method.toLowerCase(), "responses", status, "content", type, "schema"];
    }
    if (!type.endsWith("json")) return;
    const validate = ajv.getSchema(`api#${pointer.map(escapeForPointer).join("")}`);
    assert(validate, `There is no schema for ${method} ${path}`);
    assert(validate(JSON.parse(body)), `${method} ${path}: ${ajv.errorsText(validate.errors)} in ${body}`);
  };
}

function closeObject(_key: string, value: unknown): unknown {
  const isObjectSchema = typeof value === "object" && value !== null && "properties" in value && "type" in value;
  return isObjectSchema ? { additionalProperties: false, ...value } : value;
}

/** Source: RFC 6901, sections 3 and 6. */
function escapeForPointer(part: string): string {
  return `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`;
}
