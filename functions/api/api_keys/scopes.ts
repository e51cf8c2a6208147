import { AppError } from "../../../shared/errors.ts";
import type { ApiCaller } from "../deps.ts";

/** What an API key may be allowed to do: to read or to change a resource, or what admins do. */
export const scopes = [
  "entries:read",
  "entries:write",
  "transcriptions:read",
  "transcriptions:write",
  "documents:read",
  "documents:write",
  "chat:read",
  "chat:write",
  "search:read",
  "events:read",
  "usage:read",
  "webhooks:read",
  "webhooks:write",
  "admin",
] as const;
export type Scope = typeof scopes[number];

/** What a key may where nothing else is said. */
export const usualScopes = scopes.filter((scope) => scope !== "admin");

type ResourceOf<Name> = Name extends `${infer Resource}:read` ? Resource : never;
/** Whose scopes a route asks for: `any` key may where there is nothing of anybody, `none` where a user has to be there. */
export type Area = ResourceOf<Scope> | "admin" | "any" | "none";

/** Refuses a key that may not do this; a user's own token may do all. Throws `scope_missing`, `user_token_needed`. */
export function demandArea(caller: Pick<ApiCaller, "apiKey">, area: Area, isReading: boolean): void {
  if (!caller.apiKey || area === "any") return;
  if (area === "none") {
    throw new AppError(
      "user_token_needed",
      "An API key can make and change no keys: sign in and send the access token",
    );
  }
  demandScope(caller, area === "admin" ? "admin" : `${area}:${isReading ? "read" : "write"}`);
}

/** Refuses a key without a scope. Throws `scope_missing`. */
export function demandScope({ apiKey }: Pick<ApiCaller, "apiKey">, scope: Scope | `${string}:write`): void {
  if (!apiKey || apiKey.scopes.includes(scope)) return;
  throw new AppError("scope_missing", `This API key lacks the scope '${scope}': make one that has it`);
}
