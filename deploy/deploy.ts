// Brings Stenobase to a hosted project: `deno task deploy --project-ref <ref>`; with --dry-run it only says what that would
// take. docs/deploy.md has the steps.
import { build } from "./build.ts";
import { supabase } from "./platform.ts";
import { runDeployment } from "./run_deployment.ts";

const succeeded = await runDeployment(Deno.args, {
  shell: Deno.env,
  platform: supabase,
  fetch,
  build,
  say: console.log,
  patience: 90_000,
});
Deno.exit(succeeded ? 0 : 1);
