import { marked } from "marked";
import assert from "node:assert/strict";
import postgres from "postgres";
import { cloneDatabase } from "./database.ts";
import { readText, readTexts } from "./documents.ts";
import { testServer } from "./test_server.ts";

const root = new URL("../../", import.meta.url).pathname;

/** A fenced block of a document, in a list too; `name` is what stands behind its language, often nothing. */
export type Example = { place: string; language: string; name: string; code: string };

/** The documents whose blocks are examples: all of `docs`, and those that stand at the top of a folder. */
export async function listDocuments(): Promise<string[]> {
  return [
    "README.md",
    "CONTRIBUTING.md",
    "client/README.md",
    ...(await readTexts("docs", ".md")).map(([path]) => path),
  ];
}

/** What a document shows: its blocks in order, and the commands that stand within its sentences. */
export async function readExamples(document: string): Promise<{ examples: Example[]; commands: string[] }> {
  const examples: Example[] = [];
  const commands: string[] = [];
  marked.walkTokens(marked.lexer(await readText(document)), (token) => {
    if (token.type === "codespan" && /^(npx|npm|deno) /.test(token.text)) commands.push(token.text);
    if (token.type !== "code") return;
    const [language = "", name = ""] = (token.lang ?? "").split(" ");
    examples.push({ place: `${document}, block ${examples.length + 1}`, language, name, code: `${token.text}\n` });
  });
  return { examples, commands };
}

export type Reader = AsyncDisposable & {
  /** Runs commands in bash, after those that were run before. Gives what they print; throws where one fails. */
  runShell(code: string): Promise<string>;
  /** Checks the types of a program and runs it, with the variables of the commands. Gives what it prints. */
  runProgram(code: string): Promise<string>;
  /** Runs SQL as `postgres` does in the SQL editor, in a database of the reader's own. Gives the rows as JSON. */
  runSql(code: string): Promise<string>;
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
  const database = await cloneDatabase();
  let programs = 0;
  return {
    runShell,
    async runProgram(code) {
      const name = `program_${programs++}.ts`;
      await Deno.writeTextFile(`${folder}/${name}`, code);
      const deno = [Deno.execPath(), "run", "--quiet", "--check", "--allow-all", "--config", `${root}deno.json`];
      return await runShell(`source .stack/env\n"${deno.join('" "')}" ${name}`);
    },
    async runSql(code) {
      const sql = postgres(database.url, { max: 1, onnotice: () => {} });
      try {
        return JSON.stringify(await sql.unsafe(code));
      } finally {
        await sql.end();
      }
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
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
