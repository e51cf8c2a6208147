import assert from "node:assert/strict";
import { equalSecrets } from "../../shared/secrets.ts";

Deno.test("only the very same secret is equal", async () => {
  assert.equal(await equalSecrets("sb_secret_é", "sb_secret_é"), true);
  for (const other of ["", "sb_secret_e", "sb_secret_é ", "SB_SECRET_É", "sb_secret_"]) {
    assert.equal(await equalSecrets("sb_secret_é", other), false, other);
  }
});
