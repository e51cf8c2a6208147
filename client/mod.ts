/**
 * A typed client of a Stenobase: every route with what it takes, what it answers and which problems it tells of, and the
 * steps that every app else writes by hand. Runs wherever there is `fetch`: in browsers, Node 20, Deno, Bun and functions.
 *
 * @example
 * ```ts
 * const client = createClient({ url: SUPABASE_URL, token: session.access_token });
 * const entry = await uploadAudio(client, file);
 * ```
 *
 * @module
 */
export { type Client, type ClientOptions, createClient } from "./create_client.ts";
export { eachItem, type Page } from "./each_item.ts";
export { follow, type FollowOptions, type TranscriptionEvent } from "./follow.ts";
export { StenobaseError } from "./stenobase_error.ts";
export { unwrap, type Unwrapped } from "./unwrap.ts";
export { uploadAudio, type UploadOptions } from "./upload_audio.ts";
export type * from "./api.ts";
/** The tables, for `createClient<Database>()` of supabase-js. */
export type { Database } from "../shared/database.types.ts";
