import assert from "node:assert/strict";
import { signToken, startAuthStack } from "../support/auth.ts";

const setup = `
  create table public.shelves (id int primary key);
  alter table public.shelves enable row level security;
  grant select on public.shelves to authenticated, service_role;
  create table public.news (id int primary key, title text not null);
  grant select on public.news to anon;
  insert into public.news values (1, 'Open');
  create function public.who() returns jsonb language sql stable as $$
    select jsonb_build_object('user', current_user, 'session', session_user, 'id', auth.uid(), 'role', auth.role())
  $$;

  create schema private;
  create table private.secrets (id int primary key);
  alter table private.secrets enable row level security;
  grant select on public.shelves to api_user;
`;

Deno.test("access to rest", async (t) => {
  await using stack = await startAuthStack({ setup });
  const service = await stack.createClient("service_role");
  const sub = crypto.randomUUID();
  const ask = async (path: string, token?: string, method = "GET") => {
    const headers = token === undefined ? new Headers() : new Headers({ authorization: `Bearer ${token}` });
    const answer = await fetch(`${stack.url}/rest/v1/${path}`, { method, headers });
    return { status: answer.status, body: await answer.json() };
  };
  const refusal = async (path: string, token?: string, method?: string) => {
    const { status, body } = await ask(path, token, method);
    return [status, body.code];
  };

  await t.step("each token runs as its role with its claims, on the session of authenticator", async () => {
    for (const [role, id] of [["anon", null], ["service_role", null], ["authenticated", sub]]) {
      const { body } = await ask("rpc/who", await signToken(id === null ? { role } : { role, sub: id }));
      assert.deepEqual(body, { user: role, session: "authenticator", id, role });
    }
  });

  await t.step("no role gets more than the migrations grant", async () => {
    const [anon, user] = [await signToken({ role: "anon" }), await signToken({ role: "authenticated", sub })];
    assert.deepEqual((await ask("news?select=title", anon)).body, [{ title: "Open" }]);
    assert.deepEqual((await ask("shelves", user)).body, []);
    assert.deepEqual(await refusal("shelves", anon), [401, "42501"]);
    assert.deepEqual(await refusal("news?id=eq.1", anon, "DELETE"), [401, "42501"]);
    assert.deepEqual(await refusal("news", user), [403, "42501"]);
    const grants = await stack.sql`
      select grantee, table_schema, table_name, privilege_type from information_schema.role_table_grants
      where grantee in ('anon', 'authenticated', 'service_role') and privilege_type <> 'SELECT'
      and table_schema in ('auth', 'private', 'public')`;
    assert.deepEqual([...grants], []);
  });

  await t.step("schemas that are not exposed cannot be reached, not even by the service role", async () => {
    for (const schema of ["private", "auth", "storage"]) {
      const { status, error } = await service.schema(schema).from("users").select();
      assert.deepEqual([status, error?.code], [406, "PGRST106"]);
    }
    for (const table of ["secrets", "private.secrets"]) {
      const { status, error } = await service.from(table).select();
      assert.deepEqual([status, error?.code], [404, "PGRST205"]);
    }
  });

  await t.step("a role that authenticator may not take is refused, though the token is signed", async () => {
    for (const role of ["api_user", "postgres", "supabase_admin", "pg_read_all_data"]) {
      const { status, body } = await ask("shelves", await signToken({ role, sub }));
      assert.deepEqual([status, body.code, body.message], [403, "42501", `permission denied to set role "${role}"`]);
    }
    for (const role of ["nobody_knows", '"; reset role; --']) {
      assert.deepEqual(await refusal("news", await signToken({ role, sub })), [400, "22023"]);
    }
    for (const role of ["none", "authenticator"]) {
      assert.deepEqual(await refusal("news", await signToken({ role, sub })), [403, "42501"]);
    }
  });

  await t.step("no key, and a token that is malformed, forged, unsigned or expired, are refused with 401", async () => {
    const claims = { role: "service_role" };
    const [header, payload] = (await signToken(claims)).split(".");
    assert.deepEqual(await refusal("news"), [401, "PGRST302"]);
    assert.deepEqual(await refusal("news", "nonsense"), [401, "PGRST301"]);
    assert.deepEqual(await refusal("news", `${header}.${payload}.`), [401, "PGRST301"]);
    assert.deepEqual(await refusal("news", await signToken(claims, 600, "another secret")), [401, "PGRST301"]);
    assert.deepEqual(await refusal("news", await signToken(claims, -10)), [401, "PGRST303"]);
  });

  await t.step("a table made later is found after a notice on the channel pgrst", async () => {
    assert.equal((await service.from("late").select()).status, 404);
    await stack.sql.unsafe("create table late (id int); grant select on late to service_role; notify pgrst");
    const deadline = Date.now() + 5_000;
    let status = 0;
    while (status !== 200 && Date.now() < deadline) ({ status } = await service.from("late").select());
    assert.equal(status, 200);
  });

  await t.step("the functions of the schema auth stay as the bootstrap made them", async () => {
    const functions = await stack.sql`
      select proname from pg_proc where pronamespace = 'auth'::regnamespace and prosrc like '%coalesce(%' order by 1`;
    assert.deepEqual(functions.map(({ proname }) => proname), ["email", "jwt", "role", "uid"]);
  });
});
