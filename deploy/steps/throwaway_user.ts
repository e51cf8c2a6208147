import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { DeployFailure } from "../failure.ts";
import { ApiKey } from "./provide_worker_key.ts";
import type { Deployment } from "./types.ts";

export type ProjectKeys = { secretKey: string; publishableKey: string };

export type ThrowawayUser = {
  supabase: SupabaseClient;
  /** Calls the API. Throws `DeployFailure` where it refuses. */
  call<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T>;
  delete(): Promise<void>;
};

/** The project's keys, new or legacy. Throws `DeployFailure` where they are not told. */
export async function readKeys({ management }: Deployment): Promise<ProjectKeys> {
  const keys = await management.get("/api-keys?reveal=true", z.array(ApiKey));
  const find = (type: string, name: string, legacy: string) =>
    (keys.find((key) => key.type === type && key.name === name) ?? keys.find((key) => key.name === legacy))?.api_key;
  const secretKey = find("secret", "default", "service_role");
  const publishableKey = find("publishable", "default", "anon");
  if (secretKey && publishableKey) return { secretKey, publishableKey };
  throw new DeployFailure(
    "The project's keys are not told to this access token: give it the right to read API keys and their secrets",
  );
}

/** Makes a user and signs in; `refusal` is what Auth says where the project lets nobody sign in by password. */
export async function signIn(
  { projectUrl, fetch }: Deployment,
  { secretKey, publishableKey }: ProjectKeys,
): Promise<ThrowawayUser | { refusal: string }> {
  const options = { auth: { persistSession: false, autoRefreshToken: false }, global: { fetch } };
  const { auth: { admin } } = createClient(projectUrl, secretKey, options);
  const email = `stenobase-deployment-${crypto.randomUUID()}@example.com`;
  const password = crypto.randomUUID();
  const { data: { user }, error } = await admin.createUser({ email, password, email_confirm: true });
  if (!user) throw new DeployFailure(`Auth made no user to try the API with: ${error?.message}`);
  const deleteUser = async () => {
    const { error } = await admin.deleteUser(user.id);
    if (error) {
      throw new DeployFailure(`The user ${email} was not deleted (${error.message}): delete it in the dashboard`);
    }
  };

  const supabase = createClient(projectUrl, publishableKey, options);
  const { data: { session }, error: refused } = await supabase.auth.signInWithPassword({ email, password });
  if (!session) {
    await deleteUser();
    return { refusal: refused?.message ?? "no session" };
  }
  return {
    supabase,
    delete: deleteUser,
    async call(method, path, schema, body) {
      const response = await fetch(`${projectUrl}/functions/v1/api${path}`, {
        method,
        headers: { authorization: `Bearer ${session.access_token}`, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }).catch((cause) => {
        throw new DeployFailure(`The API did not answer ${method} ${path}: look at the network`, { cause });
      });
      const answer: unknown = await response.json().catch(() => undefined);
      const parsed = schema.safeParse(answer);
      if (response.ok && parsed.success) return parsed.data;
      const detail = z.object({ detail: z.string() }).safeParse(answer).data?.detail ?? "no problem that is known here";
      throw new DeployFailure(`The API answered ${method} ${path} with ${response.status}: ${detail}`);
    },
  };
}
