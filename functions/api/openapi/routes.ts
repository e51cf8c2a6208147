import { Hono } from "hono";
import { generateSpecs } from "hono-openapi";
import { z } from "zod";
import type { Basics } from "../../../shared/http/basics.ts";
import { version } from "../../../shared/version.ts";
import type { ApiDeps } from "../deps.ts";
import { document } from "../document.ts";
import { completeDocument } from "./complete_document.ts";
import { tags } from "./tags.ts";
import type { Spec } from "./types.ts";

const description = `Speech in, transcripts and answers out.

Everything but the health routes, the metrics and this document needs a signed-in user. Errors are problems in the form of
RFC 9457, with a \`code\` of a closed list and a \`detail\` that says what to do. Times are ISO 8601 in UTC, ids uuids,
durations and positions in the audio milliseconds.`;

const OpenApi = z.looseObject({ openapi: z.literal("3.1.0") }).meta({ examples: [{ openapi: "3.1.0" }] });

/** `/openapi.json`: what all routes of an app say of themselves. Made once, when it is first asked for. */
export function createOpenapi(app: Hono<{ Variables: Basics }>, deps: ApiDeps): Hono<{ Variables: Basics }> {
  let made: Promise<Spec> | undefined;
  return new Hono<{ Variables: Basics }>().get(
    "/",
    document({
      summary: "Read this document",
      tag: "docs",
      success: { status: 200, description: "OpenAPI 3.1", schema: OpenApi },
      open: true,
    }),
    async (c) => c.json(await (made ??= makeDocument(app, deps))),
  );
}

async function makeDocument(app: Hono<{ Variables: Basics }>, { config }: ApiDeps): Promise<Spec> {
  const spec = await generateSpecs(app, {
    excludeStaticFile: false,
    // What does not validate is a problem like any other.
    defaultValidationErrorResponse: false,
    documentation: {
      openapi: "3.1.0",
      info: { title: "Stenobase", version, description, license: { name: "MIT", identifier: "MIT" } },
      externalDocs: { description: "The form of problems", url: "https://www.rfc-editor.org/rfc/rfc9457" },
      tags,
      servers: [{ url: `${config.publicUrl}/functions/v1` }],
      components: {
        securitySchemes: {
          accessToken: {
            ...{ type: "http", scheme: "bearer" },
            description: "The access token of a user of Supabase Auth, or an API key (`sbk_...`).",
          },
          secretKey: {
            ...{ type: "apiKey", in: "header", name: "apikey" },
            description: "The project's secret key. It opens the metrics alone.",
          },
        },
      },
    },
  });
  // The package's own type holds what no route of ours has, such as references in place of parameters.
  return completeDocument(spec as unknown as Spec);
}
