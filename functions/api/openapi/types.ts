import type { ProblemCode } from "../../../shared/errors.ts";

/** As much of a JSON schema as is read here. Source: JSON Schema 2020-12. */
export type Schema = {
  $ref?: string;
  examples?: unknown[];
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  type?: string | string[];
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  exclusiveMinimum?: number;
};

export type Content = Record<string, {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { $ref: string }>;
}>;

export type Answer = { description: string; content?: Content; headers?: Record<string, unknown> };

export type Parameter = { name: string; in: string; description?: string; schema: Schema };

/** What a route says of itself, before it is completed. */
export type Operation = {
  operationId: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, Answer>;
  "x-problems"?: ProblemCode[];
};

export type Components = {
  schemas: Record<string, Schema>;
  examples?: Record<string, { summary: string; value: unknown }>;
};

/** As much of an OpenAPI document as is read and completed here. Source: OpenAPI 3.1. */
export type Spec = { paths: Record<string, Record<string, Operation>>; components: Components };
