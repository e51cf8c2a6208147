import type { Schema } from "./types.ts";

const formats: Record<string, unknown> = {
  "uuid": "5b0e2f0c-8d35-4b9e-9c53-2f0f3d1d7a11",
  "date-time": "2026-11-21T10:15:30.456Z",
  "date": "2026-11-21",
  "uri": "https://example.com/",
  "binary": "",
};

/**
 * An example of what a schema describes, made of the examples, defaults and choices of its parts. Of a request it holds
 * what is needed, and whatever else has an example; of an answer everything. What may be null and has no example is null.
 * A text without anything is called after its field, `name`.
 */
export function writeExample(
  schema: Schema,
  schemas: Record<string, Schema>,
  { isRequest = false, name = "text" }: { isRequest?: boolean; name?: string } = {},
): unknown {
  const write = (part: Schema, partName = name) => writeExample(part, schemas, { isRequest, name: partName });
  const { examples, enum: choices, allOf, anyOf = schema.oneOf, type } = schema;
  if (examples) return examples[0];
  if (schema.$ref) return write(resolve(schema, schemas));
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (choices) return choices[0];
  if (allOf) return Object.assign({}, ...allOf.map((part) => write(part)));
  if (anyOf) return anyOf.some(isNull) && !isShown(schema, schemas) ? null : write(anyOf[0]!);
  if (Array.isArray(type)) return type.includes("null") ? null : write({ ...schema, type: type[0]! });
  if (type === "object") {
    const fields = Object.entries(schema.properties ?? {}).filter(([field, part]) =>
      !isRequest || schema.required?.includes(field) || isShown(part, schemas)
    );
    return Object.fromEntries(fields.map(([field, part]) => [field, write(part, field)]));
  }
  if (type === "array") return schema.items ? [write(schema.items)] : [];
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
  return formats[schema.format ?? ""] ?? name;
}

/** What a reference leads to; a schema that is none is itself. */
export function resolve(schema: Schema, schemas: Record<string, Schema>): Schema {
  return schema.$ref ? schemas[schema.$ref.slice("#/components/schemas/".length)] ?? {} : schema;
}

function isNull({ type }: Schema): boolean {
  return type === "null";
}

/** True where somebody has written down what it looks like. */
function isShown(schema: Schema, schemas: Record<string, Schema>): boolean {
  const { examples, anyOf = [] } = resolve(schema, schemas);
  return examples !== undefined || anyOf.some((one) => isShown(one, schemas));
}
