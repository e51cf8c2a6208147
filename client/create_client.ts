import { hc } from "hono/client";
import type { Api } from "./api.ts";

/** Where the API is, and who asks. */
export type ClientOptions = {
  /** `SUPABASE_URL`: the address of the project, or of the local stack. */
  url: string;
  /**
   * The access token of a signed-in user or an API key (`sbk_...`), or a function that gives the present one before each request, as supabase-js
   * renews it.
   */
  token: string | (() => string | Promise<string>);
  /** In place of the global `fetch`. */
  fetch?: typeof fetch;
};

/** The API: `client.entries[":id"].$get({ param: { id } })` is GET /entries/{id}. */
export type Client = ReturnType<typeof hc<Api>>;

/** A client of the API, made of Hono's `hc`. What it answers, `unwrap` takes out. */
export function createClient({ url, token, fetch }: ClientOptions): Client {
  return hc<Api>(`${url.replace(/\/+$/, "")}/functions/v1/api`, {
    headers: async () => ({ authorization: `Bearer ${typeof token === "string" ? token : await token()}` }),
    ...(fetch && { fetch }),
  });
}
