import { formatTypeScript } from "../format_typescript.ts";
import { type Operation, writeRoute } from "./write_route.ts";
import { type TypeSchema, writeComment, writeType } from "./write_type.ts";

/** Where the types stand. */
export const apiFile = new URL("../../client/api.ts", import.meta.url);

type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, TypeSchema> };
};

/** Schemas that are not seen in their places, with what they are. */
const described: Record<string, string> = {
  Problem: "What every error is: `detail` says what happened and what to do, `code` is from a closed list.",
};

const head =
  `// Written by 'deno task client' from what the API says of itself at /openapi.json: change the API, not this file.
import type { Hono } from "hono";
import type { BlankEnv } from "hono/types";
import type { File, Json, NoInput, Nothing, Route } from "./route.ts";
`;

/** The routes of an OpenAPI document as a type that Hono's client takes, with a type for each schema that has a name. */
export async function writeApi(openapi: string): Promise<string> {
  const { paths, components }: Document = JSON.parse(openapi);
  const schemas = Object.entries(components.schemas).sort(([a], [b]) => a < b ? -1 : 1).map(([name, schema]) =>
    `${writeComment(described[name] ?? schema.description)}export type ${name} = ${writeType(schema)};`
  );
  const routes = Object.entries(paths).map(([path, methods]) => {
    const written = Object.entries(methods).map(([method, operation]) => writeRoute(method, operation));
    return `${JSON.stringify(toHonoPath(path))}: {\n${written.join("\n")}\n};`;
  });
  const api = `/** The routes of the API below \`/functions/v1/api\`, with what each takes and may answer. */
export type Routes = {\n${routes.join("\n")}\n};

/** The API as Hono's \`hc\` knows one. */
export type Api = Hono<BlankEnv, Routes, "/">;`;
  return await formatTypeScript([head, ...schemas, api].join("\n\n"));
}

/** `/api/entries/{id}` of the document is `/entries/:id` here. */
function toHonoPath(path: string): string {
  return path.replace(/^\/api/, "").replaceAll(/\{(\w+)\}/g, ":$1");
}
