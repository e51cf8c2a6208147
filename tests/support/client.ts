import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { z } from "zod";
import { Transcription } from "../../functions/api/transcriptions/schemas.ts";
import type { Database } from "../../shared/database.types.ts";
import { checkAnswer } from "./checked_fetch.ts";
import { testServer } from "./test_server.ts";

type Address = { url: string; publishableKey: string };

/** Someone who uses a stack as an app would: with supabase-js and the API, nothing else. */
export type Client = {
  id: string;
  accessToken: string;
  supabase: SupabaseClient<Database>;
  /** Calls the API and returns its answer, which is checked against the API's document. Throws where it is a problem. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The same, as it came. */
  send(method: string, path: string, body?: unknown): Promise<Response>;
};

// deno-lint-ignore no-explicit-any -- an answer is checked by what the test asserts of it
type Answer = any;

/** Signs a new user up at the stack beside the tests, or at another one. */
export async function signUp(at: Address = serverAddress()): Promise<Client> {
  const email = `${crypto.randomUUID()}@example.com`;
  const supabase = createClient<Database>(at.url, at.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data: { session }, error } = await supabase.auth.signUp({ email, password: "a long password" });
  assert.equal(error, null);
  assert(session);
  return createApiClient(at, supabase, session.user.id, session.access_token);
}

/** The client of a session that exists already. */
export function createApiClient(
  at: Address,
  supabase: SupabaseClient<Database>,
  id: string,
  accessToken: string,
): Client {
  const send = (method: string, path: string, body?: unknown) => {
    const isJson = body !== undefined && !(body instanceof FormData);
    return fetch(`${at.url}/functions/v1/api${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, ...(isJson && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as FormData) }),
    });
  };
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await send(method, path, body);
    if (response.ok) await checkAnswer(at.url, { method, url: `${at.url}/functions/v1/api${path}` }, response);
    const answer = response.status === 204 ? undefined : await response.json();
    assert(response.ok, `${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return { id, accessToken, supabase, call, send };
}

/** Uploads a file through a signed URL, past the functions, and completes its entry. */
export async function uploadAudio(client: Client, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Answer> {
  const entry = await client.call("POST", "/entries", { kind: "audio", filename: name, byte_size: bytes.length });
  const { error } = await client.supabase.storage.from("audio")
    .uploadToSignedUrl(entry.upload.path, entry.upload.token, bytes, { contentType: "application/octet-stream" });
  assert.equal(error, null);
  return await client.call("POST", `/entries/${entry.id}/complete`);
}

/** Waits for a transcription's end. Throws where it does not come in time. */
export async function untilEnded(client: Client, id: string, seconds = 60): Promise<z.infer<typeof Transcription>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const transcription = Transcription.parse(await client.call("GET", `/transcriptions/${id}`));
    if (transcription.ended_at !== null) return transcription;
    assert(Date.now() < deadline, `The transcription is '${transcription.status}' after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function serverAddress(): Address {
  const { url, keys } = testServer();
  return { url, publishableKey: keys.publishableKey };
}
