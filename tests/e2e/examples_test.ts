import assert from "node:assert/strict";
import { checkFollow, checkMessage, checkReceiver } from "../support/example_checks.ts";
import { checkShape, type Example, type Reader, readExamples, startReader } from "../support/examples.ts";
import { splitWords } from "../support/speech.ts";

/** Commands that the documents show and that other runs show to work. */
const shownElsewhere: Record<string, string> = {
  "npx -y deno@2.9.6 task test": ".ci/run",
  "npx -y deno@2.9.6 task start": "tests/e2e/start_test.ts",
};

/** What is asked of an example beyond that it runs. */
const checks: Record<string, (example: Example, reader: Reader) => Promise<void>> = {
  "commands": runCommands,
  "first_call": async ({ code }, reader) => demandWords(await reader.runShell(code)),
  "transcribe.ts": async ({ code }, reader) => demandWords(await reader.runProgram(code)),
  "openai.ts": async ({ code }, reader) => demandWords(await reader.runProgram(code)),
  "ask.ts": async ({ code }, reader) => demandAnswer(await reader.runProgram(code)),
  "tools.ts": async ({ code }, reader) => demandAnswer(await reader.runProgram(code)),
  "receiver.ts": checkReceiver,
  "follow.ts": checkFollow,
  "message": checkMessage,
};

Deno.test("the examples of the documents work as they stand", async (t) => {
  for (const document of ["README.md", "docs/api.md"]) {
    await using reader = await startReader();
    let printed = "";
    for (const example of await readExamples(document)) {
      const { place, language, name } = example;
      if (language === "text") continue;
      await t.step(`${place}: ${name || language}`, async () => {
        printed = await run(example, reader, printed);
      });
    }
  }
});

/** Gives what the example prints; `printed` is what the one before it did. */
async function run(example: Example, reader: Reader, printed: string): Promise<string> {
  const { language, name, code } = example;
  if (name !== "") {
    assert(checks[name], `Nothing checks '${name}': add it to the checks of this test, or leave the name out`);
    await checks[name](example, reader);
  } else if (language === "sh") return await reader.runShell(code);
  else if (language === "ts") return await reader.runProgram(code);
  else if (language === "json") checkShape(JSON.parse(code), JSON.parse(printed.trim().split("\n").at(-1) ?? ""));
  else assert.fail(`Nothing runs a block of '${language}': what is not to be run is 'text'`);
  return printed;
}

/** A line is run here, or somewhere else that is named. */
async function runCommands({ code }: Example) {
  for (const command of code.trim().split("\n").map((line) => line.replace(/ *#.*/, ""))) {
    const place = shownElsewhere[command];
    if (place) {
      await Deno.stat(new URL(`../../${place}`, import.meta.url));
      continue;
    }
    assert.equal(command, "npx -y deno@2.9.6 task demo");
    const demo = await new Deno.Command(Deno.execPath(), { args: ["task", "--quiet", "demo"] }).output();
    const printed = new TextDecoder().decode(demo.stdout);
    assert(demo.success, printed + new TextDecoder().decode(demo.stderr));
    demandWords(printed);
    assert.match(
      printed,
      /Answered by openai, .*agreed to pay for half of it\n\n {2}00:1\d\.\d - 00:1\d\.\d {2}.*half/,
    );
  }
}

/** The sample's first words stand in what an example prints. */
function demandWords(printed: string) {
  assert(splitWords(printed).join(" ").includes("good morning everyone and thank you for coming"), printed);
}

/** What the sample says of who pays stands in what an example prints. */
function demandAnswer(printed: string) {
  assert.match(printed, /pay for half of it/);
}
