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

type OtherAnswer = Answer<202 | 204 | 400 | 406 | 503>;

type RouteDocument = {
  summary: string;
  /** What the summary does not tell. */
  description?: string;
  tag: string;
  success: Answer<200 | 201 | 202 | 204>;
  /** An answer that is neither the usual success nor a problem, or several. */
  other?: OtherAnswer | OtherAnswer[];
  /** Codes that this route may answer with, beyond those that every route has. */
  problems?: ProblemCode[];
  /** What a problem looks like by content type, where that is not problem+json. */
  problemForms?: Record<string, z.ZodType>;
  /** Bodies by content type. */
  bodies?: Record<string, z.ZodType>;
  /** True where a caller's own key for a provider may come along. */
  takesOwnKey?: boolean;
  open?: boolean;
  /** For whoever has the project's secret key, instead of users. */
  needsSecretKey?: boolean;
};

/** What the checks before every route for signed-in users may answer. */
const callerProblems: ProblemCode[] = [
  ...["token_missing", "token_invalid", "token_expired", "role_not_allowed"] as const,
  ...["api_key_mistyped", "api_key_unknown", "api_key_revoked", "api_key_expired"] as const,
  ...["scope_missing", "user_banned"] as const,
  ...["auth_unavailable", "database_unavailable"] as const,
];

const ownKey = {
  in: "header",
  name: "X-Provider-Key",
  description: "Your own key for the provider: does this once and is kept nowhere",
  schema: { type: "string", minLength: 8, maxLength: 500 },
} as const;

/** Where the codes of a route stand until `completeDocument` tells them by status. */
const codesKey = "x-problems";

const usualForms = { "application/problem+json": Problem };

/** Describes a route for `/openapi.json`, from the same schemas that validate. `completeDocument` adds what follows from it. */
export function document(route: RouteDocument) {
  const { summary, description, tag, success, other = [], problems = [], problemForms = usualForms, bodies } = route;
  const isForUsers = !route.open && !route.needsSecretKey;
  const codes = isForUsers ? [...problems, ...callerProblems] : problems;
  return describeRoute({
    summary,
    ...(description && { description }),
    tags: [tag],
    security: isForUsers ? [{ accessToken: [] }] : route.needsSecretKey ? [{ secretKey: [] }] : [],
    ...(route.takesOwnKey && { parameters: [ownKey] }),
    ...(bodies && { requestBody: { required: isNeeded(bodies), content: contentOf(bodies) } }),
    responses: {
      [success.status]: responseOf(success),
      ...Object.fromEntries([other].flat().map((one) => [one.status, responseOf(one)])),
      default: { description: "Any other problem", content: contentOf(problemForms) },
    },
    ...{ [codesKey]: codes },
  });
}

/** Takes the codes out of a route that is described. */
export function takeCodes(operation: { [codesKey]?: ProblemCode[] }): ProblemCode[] {
  const { [codesKey]: codes = [] } = operation;
  delete operation[codesKey];
  return codes;
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
