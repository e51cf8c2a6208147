import assert from "node:assert/strict";
import { readText } from "../support/documents.ts";
import { checkFollow, checkMessage, checkReceiver } from "../support/example_checks.ts";
import {
  checkShape,
  type Example,
  listDocuments,
  type Reader,
  readExamples,
  startReader,
} from "../support/examples.ts";
import { checkDryRun } from "../support/newcomer.ts";
import { splitWords } from "../support/speech.ts";

/** Commands that the documents show, and what else shows that they work. */
const shownElsewhere: Record<string, string> = {
  "deno task ok": ".ci/run",
  "deno task test": ".ci/run",
  "deno task test tests/database --filter lease": "tests/run.ts",
  "deno task types": "tests/database/migrations_test.ts",
  "deno task start": "tests/e2e/start_test.ts",
  "deno task demo": "tests/e2e/examples_test.ts",
  "deno task build": "tests/support/newcomer.ts",
  "deno task self_host ../supabase-project": "tests/e2e/self_hosted_test.ts",
  "deno task bench pick_up": "bench/pick_up.ts",
  "deno task bench queue": "bench/queue.ts",
  "deno task bench read_rows": "bench/read_rows.ts",
  "deno task bench metrics_cost": "bench/metrics_cost.ts",
  "deno task backup backups/today": "tests/e2e/backup_test.ts",
  "deno task restore backups/today": "tests/e2e/backup_test.ts",
  "deno run -A --env-file=.stack/env deploy/backup.ts backups/today": "tests/e2e/backup_test.ts",
  "deno task admin ann@example.com": "tests/e2e/admin_command_test.ts",
  "npx -y supabase@3.1.0": "tests/support/supabase_cli.ts",
  "deno task client": "tests/e2e/client_package_test.ts",
  "npm pack <path>/dist/client": "tests/e2e/client_package_test.ts",
  "npm install ./stenobase-*.tgz": "tests/e2e/client_package_test.ts",
  // The programs are run here with the same variables.
  "deno run -A --env-file=.stack/env example.ts": "tests/support/examples.ts",
  "deno run -A --env-file=.stack/env transcribe.ts": "tests/support/examples.ts",
};

/** What is only to be read. */
const pictures = ["text", "mermaid"];

/** How a block begins that needs an account, so that its reader sees it too. */
const hostedMarks: Record<string, string> = {
  sh: "# needs a hosted project\n",
  sql: "-- needs a hosted project\n",
};

/** What is asked of an example beyond that it runs. */
const checks: Record<string, (example: Example, reader: Reader) => Promise<void>> = {
  "commands": runCommands,
  "first_call": async ({ code }, reader) => demandWords(await reader.runShell(code)),
  "transcribe.ts": async ({ code }, reader) => demandWords(await reader.runProgram(code)),
  "openai.ts": async ({ code }, reader) => demandWords(await reader.runProgram(code)),
  "ask.ts": async ({ code }, reader) => demandAnswer(await reader.runProgram(code)),
  "tools.ts": async ({ code }, reader) => demandAnswer(await reader.runProgram(code)),
  "example.ts": async ({ code }, reader) => demandClient(await reader.runProgram(code)),
  "invoke.ts": async ({ code }, reader) => demandInvoked(await reader.runProgram(code)),
  "receiver.ts": checkReceiver,
  "follow.ts": checkFollow,
  "message": checkMessage,
  "dry_run": checkDryRun,
};

Deno.test("the examples of the documents work as they stand", async (t) => {
  for (const document of await listDocuments()) {
    await using reader = await startReader();
    let printed = "";
    const { examples, commands } = await readExamples(document);
    for (const example of examples) {
      const { place, language, name } = example;
      if (pictures.includes(language)) continue;
      await t.step(`${place}: ${name || language}`, async () => {
        printed = await run(example, reader, printed);
      });
    }
    if (commands.length > 0) await t.step(`${document}: the commands in its sentences`, () => findElsewhere(commands));
  }
});

/** Gives what the example prints; `printed` is what the one before it did. */
async function run(example: Example, reader: Reader, printed: string): Promise<string> {
  const { language, name, code } = example;
  if (name === "hosted") {
    assert(code.startsWith(hostedMarks[language] ?? " "), `Begin it with '${hostedMarks[language]?.trim()}'`);
  } else if (name !== "") {
    assert(checks[name], `Nothing checks '${name}': add it to the checks of this test, or leave the name out`);
    await checks[name](example, reader);
  } else if (language === "sh") return await reader.runShell(code);
  else if (language === "ts") return await reader.runProgram(code);
  else if (language === "sql") return await reader.runSql(code);
  else if (language === "json") checkShape(JSON.parse(code), JSON.parse(printed.trim().split("\n").at(-1) ?? ""));
  else assert.fail(`Nothing runs a block of '${language}': what is not to be run is 'text'`);
  return printed;
}

/** The demo is run here; what else works is shown somewhere else. */
async function runCommands({ code }: Example) {
  const commands = code.trim().split("\n").map((line) => line.replace(/ *#.*/, ""));
  await findElsewhere(commands);
  if (!commands.includes("npx -y deno@2.9.6 task demo")) return;
  const demo = await new Deno.Command(Deno.execPath(), { args: ["task", "--quiet", "demo"] }).output();
  const printed = new TextDecoder().decode(demo.stdout);
  assert(demo.success, printed + new TextDecoder().decode(demo.stderr));
  demandWords(printed);
  assert.match(
    printed,
    /Answered by openai, .*agreed to pay for half of it\n\n {2}00:1\d\.\d - 00:1\d\.\d {2}.*half/,
  );
}

/** Each command is a task that there is, if it is one, and is named in `shownElsewhere` with a file that there is. */
async function findElsewhere(commands: string[]) {
  const { tasks } = JSON.parse(await readText("deno.json"));
  for (const command of commands.map((command) => command.replace(/^npx -y deno@2\.9\.6 /, "deno "))) {
    const [, task] = /^deno task (\w+)/.exec(command) ?? [];
    assert(!task || tasks[task], `There is no task '${task}'`);
    assert(shownElsewhere[command], `Nothing shows that '${command}' works: name what does in this test`);
    await readText(shownElsewhere[command]);
  }
}

/** What is invoked gives an entry, events to the end, a file as text and as bytes, and a problem. */
function demandInvoked(printed: string) {
  demandWords(printed);
  assert.match(printed, /^ready$/m);
  assert.match(printed, /^event: transcription\.completed$/m);
  assert.match(printed, /^true [1-9]\d{3}/m);
  assert.match(printed, /^422 invalid_request Correct the request: id: /m);
}

/** The client follows, reads and downloads what the sample says, and tells what is wrong. */
function demandClient(printed: string) {
  demandWords(printed);
  assert.match(printed, /^transcription\.completed 100$/m);
  assert.match(printed, /^1\n00:00:0\d,\d{3} --> /m);
  assert.match(printed, /^404 entry_not_found You have no entry .* false$/m);
}

/** The sample's first words stand in what an example prints. */
function demandWords(printed: string) {
  assert(splitWords(printed).join(" ").includes("good morning everyone and thank you for coming"), printed);
}

/** What the sample says of who pays stands in what an example prints. */
function demandAnswer(printed: string) {
  assert.match(printed, /pay for half of it/);
}
