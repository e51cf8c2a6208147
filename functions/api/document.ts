import { describeRoute, resolver } from "hono-openapi";
import type { z } from "zod";
import type { ProblemCode } from "../../shared/errors.ts";
import { Problem } from "../../shared/http/problem.ts";

type Answer<Status extends number> = {
  status: Status;
  description: string;
  /** The JSON of the answer, or what it is by content type. */
  schema?: z.ZodType;
  contents?: Record<string, z.ZodType>;
};

type RouteDocument = {
  summary: string;
  tag: string;
  success: Answer<200 | 201 | 202 | 204>;
  /** An answer that is no success and no problem either. */
  other?: Answer<202 | 204 | 503>;
  /** Codes that this route may answer with, beyond those that every route has. */
  problems?: ProblemCode[];
  /** What a problem looks like by content type, where that is not problem+json. */
  problemForms?: Record<string, z.ZodType>;
  /** Bodies by content type. */
  bodies?: Record<string, z.ZodType>;
  open?: boolean;
};

const usualForms = { "application/problem+json": Problem };

/** Describes a route for `/openapi.json`, from the same schemas that validate. */
export function document(
  { summary, tag, success, other, problems = [], problemForms = usualForms, bodies, open = false }: RouteDocument,
) {
  const codes = open ? problems : [...problems, "token_missing", "token_invalid", "token_expired", "role_not_allowed"];
  return describeRoute({
    summary,
    tags: [tag],
    security: open ? [] : [{ accessToken: [] }],
    ...(bodies && { requestBody: { required: isNeeded(bodies), content: contentOf(bodies) } }),
    responses: {
      [success.status]: responseOf(success),
      ...(other && { [other.status]: responseOf(other) }),
      default: {
        description: codes.length === 0 ? "A problem" : `A problem: ${codes.join(", ")}`,
        content: contentOf(problemForms),
      },
    },
  });
}

function responseOf({ description, schema, contents }: Answer<number>) {
  const all = { ...contents, ...(schema && { "application/json": schema }) };
  return Object.keys(all).length === 0 ? { description } : { description, content: contentOf(all) };
}

function contentOf(schemas: Record<string, z.ZodType>) {
  return Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, { schema: resolver(schema) }]));
}

function isNeeded(bodies: Record<string, z.ZodType>): boolean {
  return Object.values(bodies).every((schema) => !schema.safeParse(undefined).success);
}
