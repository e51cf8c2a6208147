// Makes a user an admin, or none any more: `deno task admin <email> [--remove] [--env-file <file>]`.
import { runAdmin } from "./admins/run_admin.ts";

try {
  await runAdmin(Deno.args, { shell: Deno.env, fetch, say: console.log });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
