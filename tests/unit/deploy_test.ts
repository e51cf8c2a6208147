import assert from "node:assert/strict";
import { hideSecrets, isSecret } from "../../deploy/hide_secrets.ts";
import { readOptions } from "../../deploy/options.ts";
import { readSettings } from "../../deploy/read_settings.ts";
import { checkSizes } from "../../deploy/steps/build_functions.ts";
import { variableNames } from "../../shared/config.ts";

const ref = "abcdefghijklmnopqrst";
const projectUrl = `https://${ref}.supabase.co`;

Deno.test("arguments that say nothing that can be done are told what can", () => {
  assert.deepEqual(readOptions(["--project-ref", ref]), { ref, envFile: ".env", dryRun: false });
  assert.deepEqual(readOptions(["--dry-run", `--project-ref=${ref}`, "--env-file", "eu.env"]), {
    ...{ ref, envFile: "eu.env", dryRun: true },
  });
  const refused: [string[], RegExp][] = [
    [[], /Which project\?/],
    [["--project-ref", "minutes"], /'minutes' is no project ref/],
    [["--project-ref", `https://${ref}.supabase.co`], /20 small letters/],
    [["--ref", ref], /Unknown option '--ref'[^]*deno task deploy --project-ref <ref>/],
    [[ref], /Unexpected argument/],
  ];
  for (const [args, message] of refused) assert.throws(() => readOptions(args), { message });
});

Deno.test("all that is missing in a file of variables comes at once, and values are not quoted", async (t) => {
  const file = await Deno.makeTempFile({ prefix: "stenobase-env-" });
  const read = async (text: string, shell: [string, string][] = []) => {
    await Deno.writeTextFile(file, text);
    return await readSettings({ file, ref, projectUrl, shell: new Map(shell) });
  };

  await t.step("an empty file, and none", async () => {
    const names = (problems: string[]) => problems.map((problem) => problem.split(/:| names/)[0]);
    const expected = ["DATABASE_URL", "SPEECH_PROVIDERS", "SPEECH_PROVIDERS"];
    assert.deepEqual(names((await read("")).problems), expected);
    const shell = new Map<string, string>();
    const none = await readSettings({ file: `${file}.none`, ref, projectUrl, shell });
    assert.deepEqual([names(none.problems), none.accessToken], [expected, undefined]);
  });

  await t.step("what is wrong", async () => {
    const { problems } = await read(`
      DATABASE_URL=postgresql://postgres.${ref}:[YOUR-PASSWORD]@pooler.supabase.com:6543/postgres
      SPEECH_PROVIDERS=telepathy
      LINKS_ALLOW_PRIVATE=true
      WEBHOOK_KEY=hunter2`);
    for (
      const problem of [
        "DATABASE_URL: put the database's password in the place of [YOUR-PASSWORD]",
        "LINKS_ALLOW_PRIVATE: lets callers reach private addresses and is for tests alone: take it out",
        "WEBHOOK_KEY: must have 32 characters or more",
      ]
    ) assert(problems.includes(problem), problems.join("\n"));
    assert.match(problems.join("\n"), /SPEECH_PROVIDERS: may name/);
    assert.doesNotMatch(problems.join("\n"), /hunter2|telepathy/);
  });

  await t.step("a database of another project, so that no functions are given it", async () => {
    const others = "tsrqponmlkjihgfedcba";
    const addresses = (named: string) => [
      `postgresql://postgres.${named}:password@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?sslmode=verify-full`,
      `postgresql://postgres:password@db.${named}.supabase.co:5432/postgres`,
    ];
    const problemsOf = async (address: string) =>
      (await read(`SPEECH_PROVIDERS=none\nDATABASE_URL=${address}`)).problems;
    for (const address of addresses(ref)) assert.deepEqual(await problemsOf(address), []);
    for (const address of addresses(others)) {
      assert.deepEqual(await problemsOf(address), [
        `DATABASE_URL: belongs to the project ${others}, not to ${ref}: put right which of them is wrong`,
      ]);
    }
  });

  await t.step("what is right, what nothing reads, and what the platform sets itself", async () => {
    const text = `
      DATABASE_URL="postgresql://postgres:password@pooler.supabase.com:6543/postgres"
      SPEECH_PROVIDERS=none
      OPENAI_KEY=sk-misspelt
      OPENAI_API_KEY=
      SUPABASE_URL=http://127.0.0.1:54321
      SUPABASE_ACCESS_TOKEN=sbp_of_the_file`;
    const { problems, variables, unknown, accessToken } = await read(text);
    assert.deepEqual([problems, [...variables.keys()]], [[], ["DATABASE_URL", "SPEECH_PROVIDERS"]]);
    assert.deepEqual([unknown, accessToken], [["OPENAI_KEY"], "sbp_of_the_file"]);
    const inShell = await read(text, [["SUPABASE_ACCESS_TOKEN", "sbp_of_the_shell"], ["WORKER_KEY", "of the shell"]]);
    assert.deepEqual([inShell.accessToken, inShell.variables.has("WORKER_KEY")], ["sbp_of_the_shell", false]);
  });
  await Deno.remove(file);
});

Deno.test("secrets are hidden wherever they are quoted", () => {
  assert.equal(hideSecrets("a sk-1-longer and a sk-1", ["sk-1", "sk-1-longer"]), "a *** and a ***");
  const open = variableNames.filter((name) => !isSecret(name));
  for (const name of open) assert.doesNotMatch(name, /PASSWORD|KEYS?$|SECRET|TOKEN$|DSN/, name);
  assert(isSecret("OPENAI_API_KEY") && isSecret("DATABASE_URL") && !isSecret("SPEECH_OPENAI_MODEL"));
});

Deno.test("a bundle that Supabase would not take is refused before anything is touched", () => {
  assert.equal(checkSizes(new Map([["api", 3_440_000]])), "api 3.44 MB (Supabase takes 5 MB)");
  assert.throws(() => checkSizes(new Map([["api", 1], ["worker", 5_000_001]])), {
    message: /'worker' has 5000001 bytes and Supabase takes 5000000/,
  });
});

Deno.test("the command ends with 1 where something is wrong, and says what", async () => {
  const run = async (...args: string[]) => {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", new URL("../../deploy/deploy.ts", import.meta.url).pathname, ...args],
      clearEnv: true,
      env: { NO_COLOR: "1", HOME: Deno.env.get("HOME") ?? "" },
    }).output();
    return [code, new TextDecoder().decode(stdout).split("\n").at(-2)];
  };
  assert.deepEqual(await run("--project-ref", ref, "--env-file", "/nowhere/.env"), [
    1,
    "Nothing was touched. Add what is missing, then run this again.",
  ]);
});
