import { Hono } from "hono";
import { cors } from "hono/cors";
import { type Keys, signRoleToken } from "./keys.ts";
import { NotThere } from "./renewables.ts";

export type Service = { fetch(request: Request): Response | Promise<Response> };

export type GatewayOptions = {
  keys: Keys;
  authAndRest: Service;
  storage: Service;
  functions: Service;
  /** Absent where another service transcribes. */
  speech: Service | undefined;
  /** Absent where another service answers. */
  answers: Service | undefined;
  docs: Service;
  /** Gets what went wrong unexpectedly. */
  say: (line: string) => void;
};

/** One port with the platform's paths. Project keys become tokens here, so that what stands behind knows only tokens. */
export async function createGateway(options: GatewayOptions): Promise<Service> {
  const { keys, authAndRest, storage, functions, speech, answers, docs } = options;
  const roleTokens = new Map([
    [keys.publishableKey, await signRoleToken(keys.jwtSecret, "anon")],
    [keys.secretKey, await signRoleToken(keys.jwtSecret, "service_role")],
  ]);
  const behindKeys = (service: Service) => (request: Request) => service.fetch(exchangeKey(request, roleTokens));

  const app = new Hono();
  for (const path of ["/auth/*", "/rest/*", "/storage/v1/object/*", "/storage/v1/bucket/*"]) {
    app.use(path, openToBrowsers);
  }
  app.all("/auth/v1/*", (c) => behindKeys(authAndRest)(c.req.raw));
  app.all("/rest/v1/*", (c) => behindKeys(authAndRest)(c.req.raw));
  app.all("/storage/v1/*", (c) => behindKeys(storage)(c.req.raw));
  app.all("/functions/v1/*", (c) => functions.fetch(c.req.raw));
  app.all("/docs", (c) => docs.fetch(c.req.raw));
  app.all("/docs/*", (c) => docs.fetch(c.req.raw));
  if (speech) app.all("/speech/v1/*", (c) => speech.fetch(withoutPrefix(c.req.raw, "/speech")));
  if (answers) app.all("/answers/v1/*", (c) => answers.fetch(withoutPrefix(c.req.raw, "/answers")));
  app.get(
    "/",
    (c) =>
      c.json({ auth: "/auth/v1", rest: "/rest/v1", storage: "/storage/v1", api: "/functions/v1/api", docs: "/docs" }),
  );
  app.onError((error, c) => {
    if (error instanceof NotThere) return c.json({ message: error.message }, 503);
    options.say(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
    return c.json({ message: "Internal server error" }, 500);
  });
  return { fetch: (request) => app.fetch(request) };
}

/** Functions and resumable uploads answer browsers themselves. */
const openToBrowsers = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
  exposeHeaders: ["*"],
  maxAge: 86_400,
});

/** A user's own token stays; a project key in `apikey`, or in `Authorization` as supabase-js sends it, becomes its role. */
function exchangeKey(request: Request, roleTokens: Map<string, string>): Request {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer && !bearer.startsWith("sb_")) return request;
  const token = roleTokens.get(bearer ?? request.headers.get("apikey") ?? "") ??
    roleTokens.get(request.headers.get("apikey") ?? "");
  const headers = new Headers(request.headers);
  if (token) headers.set("authorization", `Bearer ${token}`);
  return new Request(request, { headers });
}

/** The same request with `prefix` taken off its path. */
export function withoutPrefix(request: Request, prefix: string): Request {
  const url = new URL(request.url);
  url.pathname = url.pathname.slice(prefix.length);
  return new Request(url, request);
}
