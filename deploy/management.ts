import { z } from "zod";
import { DeployFailure } from "./failure.ts";

/** One project by Supabase's Management API. Source: https://api.supabase.com/api/v1 */
export type Management = {
  /** Asks for what is under `/v1/projects/<ref>`. Throws `DeployFailure`, also where the answer has another form. */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  /** The source of a function that is deployed, among other parts of the same answer; undefined where there is none. */
  readFunction(slug: string): Promise<Uint8Array | undefined>;
  /** Runs one statement as `postgres`. What is secret goes into `parameters` ($1, $2 ...), which no log quotes. */
  query<T>(sql: string, schema: z.ZodType<T>, parameters?: string[]): Promise<T[]>;
};

const milliseconds = 60_000;

/** One project by an access token, which goes nowhere but into the header of each request. Each waits for a minute at most. */
export function createManagement(
  options: { apiUrl: string; ref: string; accessToken: string; fetch: typeof fetch },
): Management {
  const { apiUrl, ref, accessToken } = options;

  const send = async (method: string, path: string, body?: unknown, accept = "application/json") => {
    const response = await options.fetch(`${apiUrl}/v1/projects/${ref}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(milliseconds),
    }).catch(() => {
      throw new DeployFailure(`${apiUrl} cannot be reached: look at the network`);
    });
    return response;
  };

  const ask = async <T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> => {
    const response = await send(method, path, body);
    const text = await response.text();
    const name = `${method} ${path.replace(/\?.*/, "") || "/"}`;
    if (!response.ok) throw refusal(response.status, name, text, ref);
    const answer = schema.safeParse(text === "" ? undefined : tryJson(text));
    if (!answer.success) {
      throw new DeployFailure(`The Management API answered ${name} in a form that is not known here`);
    }
    return answer.data;
  };

  return {
    get: (path, schema) => ask(schema, "GET", path),
    post: (path, body, schema) => ask(schema, "POST", path, body),
    async readFunction(slug) {
      const response = await send("GET", `/functions/${slug}/body`, undefined, "multipart/form-data");
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      await response.body?.cancel();
      return undefined;
    },
    query: (query, schema, parameters) =>
      ask(z.array(schema), "POST", "/database/query", { query, ...(parameters && { parameters }) }),
  };
}

function refusal(status: number, name: string, text: string, ref: string): DeployFailure {
  if (status === 401) {
    return new DeployFailure(
      "The access token was refused: make one at https://supabase.com/dashboard/account/tokens and set SUPABASE_ACCESS_TOKEN",
    );
  }
  if (status === 404 && name === "GET /") {
    return new DeployFailure(`There is no project '${ref}' for this access token: look at --project-ref`);
  }
  const said = z.object({ message: z.string() }).safeParse(tryJson(text)).data?.message;
  const advice = status === 403 ? ": give the access token the right to do that" : "";
  return new DeployFailure(`The Management API answered ${name} with ${status}${said ? ` (${said})` : ""}${advice}`);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
