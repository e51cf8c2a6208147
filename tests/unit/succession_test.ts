import assert from "node:assert/strict";
import { adminRoutes } from "../support/access/admin_routes.ts";
import { openRoutes, secretKeyRoutes } from "../support/access/other_routes.ts";
import { userRoutes } from "../support/access/user_routes.ts";
import { namesIn, readRows, readSection, readText, readTexts } from "../support/documents.ts";

const nothing = "nothing to show";
const isAbsent = (here: string) => /^not here/.test(here);
const allRoutes = [...openRoutes, ...secretKeyRoutes, ...Object.keys({ ...userRoutes, ...adminRoutes })];
const routes = allRoutes.map((route) => route.replace("/api", "").replaceAll(/:(\w+)/g, "{$1}"));

Deno.test("what became of earlier systems", async (t) => {
  const rows = readRows(readSection(await readText("docs/api.md"), "## Coming from another system"));
  const tests = new Map((await readTexts("tests", ".ts")).map(([path, text]) => [path, namesIn(text)]));

  await t.step("every line says what became of it, and names a test that is there", () => {
    assert(rows.length > 200);
    for (const row of rows) {
      assert.deepEqual(row.filter(Boolean).length, 3, row.join(" | "));
      const [, here = "", shownBy = ""] = row;
      assert.equal(shownBy === nothing, isAbsent(here), row.join(" | "));
      if (shownBy === nothing) continue;
      const [, file = "", name = ""] = /^`(\S+\.ts)`: (.+)$/.exec(shownBy) ?? [];
      assert(tests.get(`tests/${file}`)?.has(name), `No test '${name}' in '${file}'`);
    }
  });

  await t.step("every route that a line leads to is there", () => {
    for (const [, here = ""] of rows) {
      for (const [route] of here.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) \/[\w{}/.]+/g)) {
        assert(routes.includes(route), here);
      }
    }
  });
});
