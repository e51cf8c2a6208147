import assert from "node:assert/strict";
import type { SupabaseClient } from "@supabase/supabase-js";
import { type AuthStack, startAuthStack } from "../support/auth.ts";

const setup = `
  create table public.shelves (
    id int generated always as identity primary key,
    user_id uuid not null default auth.uid() references auth.users on delete cascade,
    name text not null,
    facts jsonb not null default '{}',
    unique (user_id, name)
  );
  create table public.books (
    id int generated always as identity primary key,
    shelf_id int not null references public.shelves on delete cascade,
    title text not null,
    pages int not null check (pages > 0)
  );
  alter table public.shelves enable row level security;
  alter table public.books enable row level security;
  create policy "owners do everything" on public.shelves to authenticated using (user_id = (select auth.uid()));
  create policy "owners of the shelf do everything" on public.books to authenticated
    using (exists (select from public.shelves where id = shelf_id and user_id = (select auth.uid())));
  grant select, insert, update, delete on public.shelves, public.books to authenticated, service_role;

  create function public.count_pages(shelf int) returns bigint language sql stable as
    $$ select coalesce(sum(pages), 0) from public.books where shelf_id = shelf $$;
  create function public.complain() returns void language plpgsql as
    $$ begin raise exception 'Not today' using hint = 'Try tomorrow'; end $$;
`;

async function signUp(stack: AuthStack, name: string): Promise<{ client: SupabaseClient; id: string }> {
  const client = await stack.createClient("anon");
  const { data } = await client.auth.signUp({ email: `${name}@example.com`, password: "correct horse" });
  assert(data.user);
  return { client, id: data.user.id };
}

Deno.test("rest on rows", async (t) => {
  await using stack = await startAuthStack({ setup });
  const [ada, ben] = [await signUp(stack, "ada"), await signUp(stack, "ben")];
  const service = await stack.createClient("service_role");

  await t.step(
    "an owner inserts, upserts, changes and deletes, and is the caller by default",
    async () => {
      const { data: shelf, error } = await ada.client.from("shelves")
        .insert({ name: "tall", facts: { wood: "oak", doors: [1, 2] } }).select().single();
      assert.equal(error, null);
      assert.equal(shelf.user_id, ada.id);
      assert.deepEqual(shelf.facts, { wood: "oak", doors: [1, 2] });

      const upserted = await ada.client.from("shelves")
        .upsert({ name: "tall", facts: "a JSON string" }, { onConflict: "user_id,name" }).select().single();
      assert.deepEqual([upserted.error, upserted.data?.id, upserted.data?.facts], [null, shelf.id, "a JSON string"]);

      const changed = await ada.client.from("shelves").update({ name: "low" }).eq("id", shelf.id).select("name");
      assert.deepEqual(changed.data, [{ name: "low" }]);
      const deleted = await ada.client.from("shelves").delete().eq("id", shelf.id).select("id");
      assert.deepEqual(deleted.data, [{ id: shelf.id }]);
    },
  );

  await t.step("rows of others can neither be seen, changed, deleted nor made", async () => {
    const { data: shelf } = await ada.client.from("shelves").insert({ name: "mine" }).select().single();
    assert.deepEqual((await ben.client.from("shelves").select()).data, []);
    assert.deepEqual((await ben.client.from("shelves").update({ name: "his" }).eq("id", shelf.id).select()).data, []);
    assert.deepEqual((await ben.client.from("shelves").delete().eq("id", shelf.id).select()).data, []);
    const forged = await ben.client.from("shelves").insert({ name: "gift", user_id: ada.id });
    assert.deepEqual([forged.status, forged.error?.code], [403, "42501"]);
    const { data } = await service.from("shelves").select("name, user_id");
    assert.deepEqual(data, [{ name: "mine", user_id: ada.id }]);
  });

  await t.step("filters, order, ranges, counts, embedding and functions answer as PostgREST's", async () => {
    const { data: shelf } = await ada.client.from("shelves").insert({ name: "full" }).select().single();
    const books = ["Emma", "Dune", "Ulysses"].map((title, i) => ({ shelf_id: shelf.id, title, pages: 100 * (i + 1) }));
    assert.equal((await ada.client.from("books").insert(books)).error, null);
    const page = await ada.client.from("books").select("title", { count: "exact" })
      .gte("pages", 100).in("title", ["Emma", "Dune", "Ulysses"]).order("pages", { ascending: false }).range(0, 1);
    assert.deepEqual([page.data, page.count, page.status], [[{ title: "Ulysses" }, { title: "Dune" }], 3, 206]);
    const head = await ada.client.from("books").select("*", { count: "exact", head: true }).like("title", "%u%");
    assert.equal(head.count, 1);
    const nested = await ada.client.from("shelves").select("name, books(title)").eq("name", "full")
      .order("title", { referencedTable: "books" });
    assert.deepEqual(nested.data, [{
      name: "full",
      books: [{ title: "Dune" }, { title: "Emma" }, { title: "Ulysses" }],
    }]);
    assert.equal((await ada.client.rpc("count_pages", { shelf: shelf.id })).data, 600);
    assert.equal((await ben.client.rpc("count_pages", { shelf: shelf.id })).data, 0);
  });

  await t.step("a broken constraint, an exception and a missing table are named in PostgREST's words", async () => {
    const { data: shelf } = await ada.client.from("shelves").insert({ name: "odd" }).select().single();
    const thin = await ada.client.from("books").insert({ shelf_id: shelf.id, title: "Thin", pages: 0 });
    assert.deepEqual([thin.status, thin.error?.code], [400, "23514"]);
    assert.match(thin.error?.message ?? "", /violates check constraint "books_pages_check"/);
    const raised = await ada.client.rpc("complain");
    assert.deepEqual([raised.status, raised.error?.code, raised.error?.message], [400, "P0001", "Not today"]);
    assert.equal(raised.error?.hint, "Try tomorrow");
    const twice = await ada.client.from("shelves").insert({ name: "odd" });
    assert.deepEqual([twice.status, twice.error?.code], [409, "23505"]);
    const none = await ada.client.from("cellars").select();
    assert.deepEqual([none.status, none.error?.code], [404, "PGRST205"]);
  });
});
