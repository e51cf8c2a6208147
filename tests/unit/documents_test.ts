import assert from "node:assert/strict";
import { variableNames } from "../../shared/config.ts";
import { AppError, type ProblemCode, problemCodes } from "../../shared/errors.ts";
import { adminRoutes } from "../support/access/admin_routes.ts";
import { openRoutes, secretKeyRoutes } from "../support/access/other_routes.ts";
import { userRoutes } from "../support/access/user_routes.ts";
import { readCodes, readRows, readSection, readText, readTexts } from "../support/documents.ts";

Deno.test("docs/api.md", async (t) => {
  const api = await readText("docs/api.md");

  await t.step("names every route of the API, and no other", () => {
    const own = api.split("\n## Coming from another system\n")[0]!;
    const named = [...own.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) (\/[\w{}/.-]*\w}?)((?:, \/\w+(?![\w/]))*)/g)].flatMap(
      ([, method, path = "", others = ""]) => {
        const beside = others.split(", ").filter(Boolean).map((other) => path.replace(/\/[^/]+$/, other));
        return [path, ...beside].map((one) => `${method} /api${one}`);
      },
    );
    const routes = [...openRoutes, ...secretKeyRoutes, ...Object.keys({ ...userRoutes, ...adminRoutes })].map((route) =>
      route.replaceAll(/:(\w+)/g, "{$1}")
    );
    assert.deepEqual([...new Set(named)].sort(), routes.sort());
  });

  await t.step("lists every problem code under its status", () => {
    const [table = ""] = readSection(api, "## Errors").split("**Work that failed**");
    const listed = readRows(table).flatMap(([status, codes = ""]) =>
      readCodes(codes).filter((code) => problemCodes.includes(code as ProblemCode)).map((code) => `${status} ${code}`)
    );
    const known = problemCodes.map((code) => `${new AppError(code, "").status} ${code}`);
    assert.deepEqual(listed.sort(), known.sort());
  });

  await t.step("lists every code with which work may fail", async () => {
    const [, table = ""] = readSection(api, "## Errors").split("**Work that failed**");
    const listed = readRows(table).flatMap(([codes = ""]) => readCodes(codes));
    assert.deepEqual(listed.sort(), [...await findFailureCodes()].sort());
  });
});

/** The codes that a worker's work can end with: those of its own code, of what it calls, and of the queue. */
async function findFailureCodes(): Promise<Set<string>> {
  const worker = /^functions\/worker\/(?!app\.ts)|^shared\/(links|malware|media|net|speech)\//;
  const called =
    /^shared\/(clip|inspect_upload|provider_error|resumable_uploads|storage|answers\/(choose_models|read_sources)|language\/create_model)\.ts$/;
  const sources = [...await readTexts("functions/worker", ".ts"), ...await readTexts("shared", ".ts")].filter((
    [path],
  ) => worker.test(path) || called.test(path));
  const texts = [...sources, ...await readTexts("migrations", ".sql")].map(([, text]) => text);
  const patterns = [
    /new (?:AppError|ProviderError)\(\s*"(\w+)"/g,
    /^ {2}\| "(provider_\w+)"/gm,
    /\bcode: "(\w+_\w+)"/g,
    /error_code = '(\w+)'/g,
  ];
  return new Set(
    patterns.flatMap((pattern) => texts.flatMap((text) => [...text.matchAll(pattern)].map(([, code]) => code!))),
  );
}

Deno.test(".env.example names every variable that is read, but for those that the platform or the local stack sets", async () => {
  const example = await readText(".env.example");
  const named = [...example.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name!);
  const set = /^SUPABASE_(URL|DB_URL|SECRET_KEYS?|SERVICE_ROLE_KEY)$|^OTEL_DENO$/;
  assert.deepEqual(named.sort(), variableNames.filter((name) => !set.test(name)).sort());
});

Deno.test("docs/deploy.md names every setting", async () => {
  const settings = (await readTexts("migrations", ".sql")).flatMap(([, text]) =>
    [...text.matchAll(/insert into public\.settings [^]*?;\n/g)].flatMap(([insert]) =>
      [...insert.matchAll(/^ +\('(\w+)'/gm)].map(([, name]) => name!)
    )
  );
  const named = readRows(readSection(await readText("docs/deploy.md"), "## Settings")).flatMap(([name = ""]) =>
    readCodes(name)
  );
  assert.deepEqual(named.sort(), settings.sort());
});

Deno.test("docs/jobs.md names every kind of job", async () => {
  const kinds = (await readTexts("migrations", ".sql")).flatMap(([, text]) =>
    [...text.matchAll(/constraint kind_is_known check \(\s*kind in \(('transcribe'[^)]*)\)/g)].map(([, list]) => list!)
  ).at(-1)!;
  const named = readRows(readSection(await readText("docs/jobs.md"), "## The kinds")).flatMap(([kind = ""]) =>
    readCodes(kind)
  );
  assert.deepEqual(named.sort(), [...kinds.matchAll(/'(\w+)'/g)].map(([, kind]) => kind!).sort());
});

Deno.test("documents lead to files that are there", async () => {
  const documents = await readTexts("docs", ".md");
  for (const name of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]) documents.push([name, await readText(name)]);
  for (const [path, text] of documents) {
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      await Deno.stat(new URL(target, new URL(`../../${path}`, import.meta.url))).catch(() =>
        assert.fail(`${path}: ${target}`)
      );
    }
  }
});

Deno.test("README.md says what every folder holds, and fits 135 lines", async () => {
  const readme = await readText("README.md");
  const named = readRows(readSection(readme, "## Where things are")).map(([folder = ""]) => readCodes(folder)[0]!);
  const folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL("../..", import.meta.url))) {
    if (isDirectory && !/^(\.|node_modules$|dist$|supabase$)/.test(name)) folders.push(name);
  }
  assert.deepEqual([...new Set(named.map((folder) => folder.split("/")[0]!))].sort(), folders.sort());
  for (const folder of named) await Deno.stat(new URL(`../../${folder}`, import.meta.url));
  assert(readme.trimEnd().split("\n").length <= 135);
});
