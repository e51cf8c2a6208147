import { createClient } from "@supabase/supabase-js";
import type { Stack } from "../local/stack.ts";

/** The stack that is measured, and where its data is. */
export type Subject = Omit<Stack, "stop"> & { dataDir: string };

/** A signed-up user of the stack. */
export async function signUp({ url, keys }: Subject): Promise<{ id: string; accessToken: string }> {
  const { auth } = createClient(url, keys.publishableKey, { auth: { persistSession: false, autoRefreshToken: false } });
  const { data, error } = await auth.signUp({
    email: `${crypto.randomUUID()}@example.com`,
    password: "a long password",
  });
  if (error) throw error;
  return { id: data.user!.id, accessToken: data.session!.access_token };
}

/** Calls the API and returns its answer. Throws where it is a problem. */
export async function callApi(subject: Subject, accessToken: string, path: string, init: RequestInit = {}) {
  const response = await fetch(`${subject.url}/functions/v1/api${path}`, {
    ...init,
    headers: { authorization: `Bearer ${accessToken}`, ...init.headers },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${answer.detail}`);
  return answer;
}
