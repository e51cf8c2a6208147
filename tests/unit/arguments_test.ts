import assert from "node:assert/strict";
import { resolve } from "node:path";
import { readFolder } from "../../deploy/read_folder.ts";
import { readStartOptions } from "../../local/start_options.ts";

Deno.test("a command that takes one folder takes nothing else for it", () => {
  assert.equal(readFolder(["backups/today"], "usage"), "backups/today");
  for (const args of [[], [""], ["--help"], ["one", "two"]]) {
    assert.throws(() => readFolder(args, "usage"), { message: "usage" }, args.join(" "));
  }
});

Deno.test("a start that is asked for something that there is not says what there is", () => {
  assert.deepEqual(readStartOptions([]), { port: 54321, dataDir: resolve(".stack"), reset: false });
  const args = ["--port", "54331", "--data-dir", "/data/other", "--reset"];
  assert.deepEqual(readStartOptions(args), { port: 54331, dataDir: "/data/other", reset: true });
  for (const wrong of [["--help"], ["--port"], ["now"]]) {
    assert.throws(() => readStartOptions(wrong), { message: /deno task start \[--port/ }, wrong.join(" "));
  }
  for (const port of ["many", "65535", "-1", "1.5"]) {
    assert.throws(() => readStartOptions([`--port=${port}`]), { message: /--port must be a number below 65535/ }, port);
  }
});
