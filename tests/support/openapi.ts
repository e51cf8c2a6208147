import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import assert from "node:assert/strict";
import { z } from "zod";

const Schema = z.looseObject({
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.looseObject({ format: z.string().optional() })).optional(),
});
const Examples = z.record(z.string(), z.object({ $ref: z.string() }));
const Content = z.record(
  z.string(),
  z.object({ schema: Schema, example: z.unknown().optional(), examples: Examples.optional() }),
);

/** Bodies by content type. */
export type Content = z.infer<typeof Content>;

const Operation = z.object({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  tags: z.array(z.string()),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), description: z.string().optional() })).optional(),
  security: z.unknown(),
  requestBody: z.object({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: Content.optional() })),
});

/** What the tests need to know of an OpenAPI document. */
export const OpenApiDocument = z.object({
  openapi: z.string(),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({
    schemas: z.record(z.string(), Schema),
    examples: z.record(z.string(), z.object({ summary: z.string(), value: z.unknown() })),
  }),
});

/**
 * Fails where a response is not what the document says of its route: its status, its content type, its body, and of a
 * problem the code. Reads a copy: the body stays unread. Of a stream of events only the
 * type is checked.
 */
export type CheckResponse = (method: string, path: string, response: Response) => Promise<void>;

/** Checks every response against a document. */
export function createResponseCheck(text: string): CheckResponse {
  const { paths } = OpenApiDocument.parse(JSON.parse(text));
  const validate = createValidator(text);
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
      const status = String(response.status);
      assert(operation.responses[status], `${method} ${path} answered ${status}, which is not documented: ${body}`);
      const { content } = operation.responses[status];
      if (!content) return assert.equal(body, "", `${method} ${path} has a body that is not documented`);
      assert(content[type], `${method} ${path} answered ${status} as '${type}', which is not documented`);
      pointer = ["paths", template, method.toLowerCase(), "responses", status, "content", type, "schema"];
    }
    if (!type.endsWith("json")) return;
    const errors = validate(pointer, JSON.parse(body));
    assert.equal(errors, undefined, `${method} ${path} ${response.status}: ${errors} in ${body}`);
  };
}

/**
 * What is wrong with a value, by the schema at a place in the document: undefined where nothing is. More strictly than the
 * document, no object may hold a property that its schema lacks.
 */
export function createValidator(text: string): (pointer: string[], value: unknown) => string | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(JSON.parse(text, closeObject), "api");
  return (pointer, value) => {
    const validate = ajv.getSchema(`api#${pointer.map(escapeForPointer).join("")}`);
    assert(validate, `There is no schema at ${pointer.join(" ")}`);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
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
