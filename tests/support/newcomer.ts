import assert from "node:assert/strict";
import type { Example } from "./examples.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What a clone has not got. */
const own = [".git", ".env", ".stack", "dist"];

/** Somebody who has cloned the repository, without an account, sees what a deployment would do and is missing nothing. */
export async function checkDryRun({ code }: Example) {
  const clone = await Deno.makeTempDir({ prefix: "stenobase-newcomer-" });
  try {
    for await (const { name } of Deno.readDir(root)) {
      if (!own.includes(name)) await Deno.symlink(`${root}${name}`, `${clone}/${name}`);
    }
    const { success, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-euc", code],
      cwd: clone,
      clearEnv: true,
      env: { PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "", NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const [said, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert(success, `${said}\n${errors}`);
    assert.match(said!, /Missing:\n- SUPABASE_ACCESS_TOKEN: [^\n]*\n\n1\/9 /, "nothing else is missing");
    assert.match(
      said!,
      /would set those that differ: SPEECH_OPENAI_MODEL, OPENAI_API_KEY, DATABASE_URL; would make WEBHOOK_KEY/,
    );
    assert.match(said!, /9\/9 Try it out\n[^]*Nothing was changed/);
    assert.doesNotMatch(said!, /password@|sk-yours/);
  } finally {
    await Deno.remove(clone, { recursive: true });
  }
}
