import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
Deno.test("health", async () => {
  await using api = await startApi();
  const r = await api.call(undefined, "GET", "/openapi.json");
  const d = await r.text();
  Deno.writeTextFileSync("/tmp/apitests/openapi.json", d);
  console.log(r.status, [...r.headers]);
  const j = await fetch(api.deps.config.supabaseUrl + "/auth/v1/.well-known/jwks.json");
  console.log(j.status, await j.text());
  assert.ok(true);
});
