// Puts Stenobase into a folder with Supabase's docker-compose.yml: `deno task self_host <folder>`. Starts nothing, and asks
// nobody; docs/deploy.md has what comes before and after. Running it again brings a newer version.
import { DeployFailure } from "../failure.ts";
import { readFolder } from "../read_folder.ts";
import { installSelfHosted } from "./install_self_hosted.ts";

try {
  const folder = readFolder(Deno.args, "Where is Supabase? deno task self_host <folder of docker-compose.yml>");
  for (const path of await installSelfHosted(folder)) console.log(path);
} catch (error) {
  if (!(error instanceof DeployFailure)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
