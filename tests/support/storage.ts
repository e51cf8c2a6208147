import { createClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import postgres from "postgres";
import { freePort } from "../../local/ports.ts";
import { createStorage } from "../../local/storage/server.ts";
import { cloneDatabase } from "./database.ts";

const jwtSecret = "a-secret-of-the-tests-that-is-long-enough";

export const ann = "0a1fa9a1-7f6f-4a4e-9a53-5d1f1c8fe001";
export const bob = "0a1fa9a1-7f6f-4a4e-9a53-5d1f1c8fe002";

/** The start of a WAV file: what the tests call audio. */
export const audioBytes = new Uint8Array(32_044).map((_, index) => index % 251);

const policies = `
  insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
    ('audio', 'audio', false, 52428800, '{audio/wav,audio/mpeg,video/mp4}'),
    ('open', 'open', true, null, null);
  create policy "Users read their own objects" on storage.objects for select to authenticated
    using (bucket_id in ('audio', 'open') and (storage.foldername(name))[1] = (select auth.uid()::text));
  create policy "Users add their own objects" on storage.objects for insert to authenticated
    with check (bucket_id in ('audio', 'open') and (storage.foldername(name))[1] = (select auth.uid()::text));
  create policy "Users change their own objects" on storage.objects for update to authenticated
    using (bucket_id in ('audio', 'open') and (storage.foldername(name))[1] = (select auth.uid()::text));
  create policy "Users remove their own objects" on storage.objects for delete to authenticated
    using (bucket_id in ('audio', 'open') and (storage.foldername(name))[1] = (select auth.uid()::text));`;

export type StorageStack = Awaited<ReturnType<typeof startStorage>>;

/** The local Storage over real HTTP, with the private bucket `audio` and the public one `open`, in which users own their folder. */
export async function startStorage() {
  const database = await cloneDatabase("platform");
  const folder = await Deno.makeTempDir();
  const filesDir = `${folder}/files`;
  const sql = postgres(database.url, { max: 10, onnotice: () => {} });
  await sql.unsafe(policies);
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;

  const serve = () => {
    const storage = createStorage({ withPool: (work) => work(sql), filesDir, jwtSecret, publicUrl: () => url });
    return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, (request) => storage.fetch(request));
  };
  let server = serve();
  const [annToken, bobToken, anonToken, serviceToken] = await Promise.all([
    signToken({ role: "authenticated", sub: ann }),
    signToken({ role: "authenticated", sub: bob }),
    signToken({ role: "anon" }),
    signToken({ role: "service_role" }),
  ]);

  return {
    url: `${url}/storage/v1`,
    port,
    sql,
    filesDir,
    tokens: { ann: annToken, bob: bobToken, anon: anonToken, service: serviceToken },
    /** supabase-js, signed in by a token. */
    client: (token: string) =>
      createClient(url, token, {
        auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      }).storage,
    /** A request below `/storage/v1`, by Ann unless told otherwise; `null` sends no token. */
    send: (path: string, { token = annToken, ...init }: RequestInit & { token?: string | null } = {}) => {
      const headers = new Headers(init.headers);
      if (token !== null) headers.set("authorization", `Bearer ${token}`);
      return fetch(`${url}/storage/v1${path}`, { ...init, headers });
    },
    /** Another server on the same port, rows and files. */
    restart: async () => {
      await server.shutdown();
      server = serve();
    },
    [Symbol.asyncDispose]: async () => {
      await server.shutdown();
      await sql.end();
      await database[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A token of the project. `life` is in seconds and may be negative. */
export async function signToken(claims: Record<string, unknown>, life = 3600): Promise<string> {
  const expires = Math.floor(Date.now() / 1000) + life;
  return await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setIssuedAt().setExpirationTime(expires)
    .sign(new TextEncoder().encode(jwtSecret));
}

/** The names of all files that hold objects. */
export async function listFiles(filesDir: string): Promise<string[]> {
  const names: string[] = [];
  for await (const folder of Deno.readDir(filesDir)) {
    if (folder.name.startsWith(".")) continue;
    for await (const { name } of Deno.readDir(`${filesDir}/${folder.name}`)) names.push(`${folder.name}/${name}`);
  }
  return names.sort();
}

/** The body of a Storage error, with the status that the connection showed. */
export async function readError(response: Response) {
  const { statusCode, code, error, message } = await response.json();
  return { status: response.status, statusCode, code, error, message };
}
