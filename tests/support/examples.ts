import assert from "node:assert/strict";
import { testServer } from "./test_server.ts";

const root = new URL("../../", import.meta.url).pathname;

/** A fenced block of a document; `name` is what stands behind its language, often nothing. */
export type Example = { place: string; language: string; name: string; code: string };

/** The fenced blocks of a document of the repository, in order. */
export async function readExamples(document: string): Promise<Example[]> {
  const text = await Deno.readTextFile(root + document);
  return [...text.matchAll(/^```(\S*) *(.*)\n([^]*?)^```$/gm)].map((
    [, language = "", name = "", code = ""],
    index,
  ) => ({
    place: `${document}, block ${index + 1}`,
    ...{ language, name, code },
  }));
}

export type Reader = AsyncDisposable & {
  /** Runs commands in bash, after those that were run before. Gives what they print; throws where one fails. */
  runShell(code: string): Promise<string>;
  /** Checks the types of a program and runs it, with the variables of the commands. Gives what it prints. */
  runProgram(code: string): Promise<string>;
};

/** Somebody who follows a document in a clone of the repository, beside a stack that runs. Shell functions and variables stay. */
export async function startReader(): Promise<Reader> {
  const folder = await Deno.makeTempDir({ prefix: "stenobase-reader-" });
  await Deno.mkdir(`${folder}/.stack`);
  await Deno.copyFile(`${testServer().dataDir}/env`, `${folder}/.stack/env`);
  await Deno.symlink(`${root}tests`, `${folder}/tests`);
  // An answer that is a problem fails the example.
  await Deno.writeTextFile(`${folder}/.curlrc`, "fail-with-body\nshow-error\n");
  const runShell = async (code: string) => {
    const restore = "set -aeuo pipefail\n[ ! -f .session ] || source .session\n";
    const keep = "\n{ export -p; declare -f; } > .session\n";
    const { success, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", restore + code + keep],
      cwd: folder,
      env: { CURL_HOME: folder, NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const [printed, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert(success, `${code}\n${printed}\n${said}`);
    return printed!;
  };
  let programs = 0;
  return {
    runShell,
    async runProgram(code) {
      const name = `program_${programs++}.ts`;
      await Deno.writeTextFile(`${folder}/${name}`, code);
      const deno = [Deno.execPath(), "run", "--quiet", "--check", "--allow-all", "--config", `${root}deno.json`];
      return await runShell(`source .stack/env\n"${deno.join('" "')}" ${name}`);
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Fails where an answer has not the fields that a document shows, or fields of another type; null is of any type. */
export function checkShape(shown: unknown, answer: unknown, path = "answer"): void {
  if (shown === null || answer === null) return;
  assert.equal(Array.isArray(answer) ? "array" : typeof answer, Array.isArray(shown) ? "array" : typeof shown, path);
  if (typeof shown !== "object") return;
  const [ours, theirs] = [shown, answer] as Record<string, unknown>[];
  if (Array.isArray(shown)) return checkShape(shown[0] ?? null, Object.values(theirs!)[0] ?? null, `${path}[0]`);
  assert.deepEqual(Object.keys(theirs!).sort(), Object.keys(ours!).sort(), path);
  for (const [key, value] of Object.entries(ours!)) checkShape(value, theirs![key], `${path}.${key}`);
}
