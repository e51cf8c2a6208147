import { describeRoute, resolver } from "hono-openapi";
import type { z } from "zod";
import type { ProblemCode } from "../../shared/errors.ts";
import { Problem } from "../../shared/http/problem.ts";

type Success = { status: 200 | 201 | 202 | 204; description: string; schema?: z.ZodType; media?: string };

type RouteDocument = {
  summary: string;
  tag: string;
  success: Success;
  /** Codes that this route may answer with, beyond those that every route has. */
  problems?: ProblemCode[];
  /** Bodies by content type, where a validator does not say it already. */
  bodies?: Record<string, z.ZodType>;
  open?: boolean;
};

/** Describes a route for `/openapi.json`, from the same schemas that validate. */
export function document({ summary, tag, success, problems = [], bodies, open = false }: RouteDocument) {
  const { status, description, schema, media = "application/json" } = success;
  const codes = open ? problems : [...problems, "token_missing", "token_invalid", "token_expired", "role_not_allowed"];
  return describeRoute({
    summary,
    tags: [tag],
    security: open ? [] : [{ accessToken: [] }],
    ...(bodies &&
      { requestBody: { required: true, content: mapValues(bodies, (body) => ({ schema: resolver(body) })) } }),
    responses: {
      [status]: { description, ...(schema && { content: { [media]: { schema: resolver(schema) } } }) },
      default: {
        description: `A problem: ${codes.join(", ")}`,
        content: { "application/problem+json": { schema: resolver(Problem) } },
      },
    },
  });
}

function mapValues<From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
