/** As much of a JSON schema as becomes a type. Source: JSON Schema 2020-12. */
export type TypeSchema = {
  $ref?: string;
  description?: string;
  const?: unknown;
  enum?: unknown[];
  type?: string | string[];
  format?: string;
  properties?: Record<string, TypeSchema>;
  required?: string[];
  additionalProperties?: boolean | TypeSchema;
  items?: TypeSchema;
  allOf?: TypeSchema[];
  anyOf?: TypeSchema[];
  oneOf?: TypeSchema[];
};

const primitives: Record<string, string> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};

/** The type of what a schema describes, as TypeScript. */
export function writeType(schema: TypeSchema): string {
  const { $ref, enum: choices, type, allOf, anyOf = schema.oneOf } = schema;
  if ($ref) return $ref.split("/").at(-1)!;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  if (anyOf) return [...new Set(anyOf.map((one) => writeType(one)))].join(" | ");
  if (allOf) return allOf.map((one) => `(${writeType(one)})`).join(" & ");
  if (Array.isArray(type)) return type.map((one) => writeType({ ...schema, type: one })).join(" | ");
  if (type === "array") return `${parenthesise(writeType(schema.items ?? {}))}[]`;
  if (schema.format === "binary") return "Blob";
  if (type === "object") return writeObject(schema);
  return primitives[type ?? ""] ?? "unknown";
}

function parenthesise(type: string): string {
  return /^\w+$/.test(type) ? type : `(${type})`;
}

/** Fields with their descriptions; what may be absent may be undefined too. */
function writeObject({ properties, required = [], additionalProperties }: TypeSchema): string {
  const rest = typeof additionalProperties === "object" ? writeType(additionalProperties) : "unknown";
  if (!properties) return `Record<string, ${rest}>`;
  const fields = Object.entries(properties).map(([name, schema]) => {
    const type = writeType(schema);
    const field = required.includes(name) ? `${quote(name)}: ${type}` : `${quote(name)}?: ${type} | undefined`;
    return `${writeComment(schema.description)}${field};`;
  });
  if (additionalProperties && required.length > 0) fields.push("[name: string]: unknown;");
  return `{\n${fields.join("\n")}\n}`;
}

/** A description as a docstring, with a line break behind it. */
export function writeComment(description: string | undefined): string {
  return description ? `/** ${description.replaceAll("*/", "* /").replaceAll(/\s+/g, " ")} */\n` : "";
}

/** A name as it stands before a colon. */
export function quote(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name);
}
