import { quote, type TypeSchema, writeComment, writeType } from "./write_type.ts";

type Content = Record<string, { schema: TypeSchema }>;
type Parameter = { name: string; in: string; required?: boolean; description?: string; schema: TypeSchema };

/** As much of an operation of OpenAPI as becomes a type. */
export type Operation = {
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { content?: Content }>;
};

/** How Hono's client calls the places of parameters. */
const places: Record<string, string> = { path: "param", query: "query", header: "header" };

/** A method of a path, as a schema of Hono has it: what it takes, and what it may answer. */
export function writeRoute(method: string, operation: Operation): string {
  const { summary, description, responses } = operation;
  const statuses = Object.keys(responses).filter((status) => status !== "default");
  const answers = statuses.filter((status) => status < "300").flatMap((status) =>
    writeAnswers(status, responses[status]?.content ?? {})
  );
  const problems = statuses.filter((status) => status >= "300");
  const problem = writeType(responses.default?.content?.["application/problem+json"]?.schema ?? openaiError);
  const comment = writeComment(description ? `${summary}. ${description}` : `${summary}.`);
  return `${comment}$${method}: Route<${writeInput(operation)}, ${answers.join(" | ")}, ${problem}, ${
    problems.join(" | ")
  }>;`;
}

const openaiError = { $ref: "#/components/schemas/OpenaiError" };

/** One for each form that can be read whole: a stream is read from the response itself. */
function writeAnswers(status: string, content: Content): string[] {
  const types = Object.keys(content).filter((type) => type !== "text/event-stream");
  const files = types.filter((type) => type !== "application/json");
  return [
    ...(types.includes("application/json")
      ? [`Json<${status}, ${writeType(content["application/json"]!.schema)}>`]
      : []),
    ...(files.length > 0 ? [`File<${status}>`] : []),
    ...(types.length === 0 ? [`Nothing<${status}>`] : []),
  ];
}

function writeInput({ parameters = [], requestBody }: Operation): string {
  const parts = Object.entries(places).flatMap(([place, name]) => {
    const ours = parameters.filter((parameter) => parameter.in === place);
    if (ours.length === 0) return [];
    const isNeeded = ours.some(({ required }) => required);
    return [
      `${name}${isNeeded ? "" : "?"}: {\n${ours.map(writeParameter).join("\n")}\n}${isNeeded ? "" : " | undefined"};`,
    ];
  });
  const { "application/json": json, "multipart/form-data": form } = requestBody?.content ?? {};
  // Hono's client makes functions of a union's members, which nobody could call: one of two bodies is left to the caller.
  const isNeeded = requestBody?.required === true && !(json && form);
  if (json) parts.push(writeBody("json", json.schema, isNeeded));
  if (form) parts.push(writeBody("form", form.schema, isNeeded));
  return parts.length > 0 ? `{\n${parts.join("\n")}\n}` : "NoInput";
}

function writeBody(name: string, schema: TypeSchema, isNeeded: boolean): string {
  return isNeeded ? `${name}: ${writeType(schema)};` : `${name}?: ${writeType(schema)} | undefined;`;
}

function writeParameter({ name, in: place, required, description, schema }: Parameter): string {
  const type = place === "path" ? "string" : writeType(schema);
  return `${writeComment(description)}${quote(name)}${required ? "" : "?"}: ${type}${required ? "" : " | undefined"};`;
}
