import type { Environment } from "../shared/config.ts";
import { DeployFailure } from "./failure.ts";
import { hideSecrets, isSecret } from "./hide_secrets.ts";
import { createManagement } from "./management.ts";
import { type Options, readOptions } from "./options.ts";
import type { Platform } from "./platform.ts";
import { readSettings, type Settings } from "./read_settings.ts";
import { buildFunctions } from "./steps/build_functions.ts";
import { checkProject } from "./steps/check_project.ts";
import { deployFunctions } from "./steps/deploy_functions.ts";
import { hangBell } from "./steps/hang_bell.ts";
import { provideWorkerKey } from "./steps/provide_worker_key.ts";
import { pushMigrations } from "./steps/push_migrations.ts";
import { setVariables } from "./steps/set_variables.ts";
import { tryOut } from "./steps/try_out.ts";
import type { Deployment, Step } from "./steps/types.ts";
import { windClock } from "./steps/wind_clock.ts";
import { createSupabaseCli } from "./supabase_cli.ts";

/** All that a deployment reaches outside itself. */
export type World = {
  /** The variables of the shell. */
  shell: Environment;
  platform: Platform;
  fetch: typeof fetch;
  say: (text: string) => void;
  build: Deployment["build"];
  patience: Deployment["patience"];
};

/** In the order in which they need each other: a function starts with the tables, the keys and the variables it looks for. */
const steps: Step[] = [
  checkProject,
  buildFunctions,
  pushMigrations,
  provideWorkerKey,
  setVariables,
  deployFunctions,
  hangBell,
  windClock,
  tryOut,
];

/** Brings Stenobase to a project, or tells what that would take. Says all that is to be known; true where nothing is wrong. */
export async function runDeployment(args: string[], world: World): Promise<boolean> {
  let place = "";
  let hide = (text: string) => text;
  const say = (text: string) => world.say(hide(text));
  try {
    const options = readOptions(args);
    const projectUrl = world.platform.projectUrl(options.ref);
    const settings = await readSettings({
      ...{ file: options.envFile, ref: options.ref, projectUrl, shell: world.shell },
    });
    const deployment = prepare(options, settings, projectUrl, world);
    hide = (text) => hideSecrets(text, listSecrets(deployment));
    say(describe(options, settings));
    const missing = [...settings.accessToken ? [] : [tokenProblem(options)], ...settings.problems];
    if (missing.length > 0) say(`\nMissing:\n- ${missing.join("\n- ")}`);
    if (missing.length > 0 && !options.dryRun) {
      throw new DeployFailure("Nothing was touched. Add what is missing, then run this again.");
    }
    for (const [index, step] of steps.entries()) {
      place = `${index + 1}/${steps.length} ${step.title}`;
      say(`\n${place}`);
      if (step.summarise && !settings.accessToken) say(`  ${await step.summarise(deployment)}`);
      else await take(step, deployment, options.dryRun, say);
    }
    say(
      options.dryRun ? "\nNothing was changed: this was a dry run." : `\nDone. The API: ${projectUrl}/functions/v1/api`,
    );
    return settings.problems.length === 0;
  } catch (error) {
    if (!(error instanceof DeployFailure)) throw error;
    say(place === "" ? error.message : `\nStopped at ${place}: ${error.message}`);
    if (place !== "") say("What was done before stands. Put this right and run the same command again.");
    return false;
  }
}

async function take(step: Step, deployment: Deployment, dryRun: boolean, say: (text: string) => void) {
  const { notes, changes } = await step.look(deployment);
  for (const note of notes) say(`  ${note}`);
  for (const { what, make } of changes) {
    say(`  ${dryRun ? "would " : ""}${what}`);
    const note = dryRun ? undefined : await make();
    if (note) say(`  ${note}`);
  }
}

function prepare(options: Options, settings: Settings, projectUrl: string, world: World): Deployment {
  const { ref } = options;
  const { fetch, build, patience, platform: { apiUrl, cliProfile: profile } } = world;
  const accessToken = settings.accessToken ?? "";
  return {
    ...{ ref, projectUrl, settings, fetch, build, patience, workerKey: undefined },
    management: createManagement({ apiUrl, ref, accessToken, fetch }),
    cli: createSupabaseCli({ accessToken, profile }),
  };
}

function listSecrets({ settings, workerKey }: Deployment): string[] {
  const named = [...settings.variables].filter(([name]) => isSecret(name)).map(([, value]) => value);
  return [...named, settings.accessToken, workerKey].filter((secret) => secret !== undefined);
}

function tokenProblem({ dryRun }: Options): string {
  return "SUPABASE_ACCESS_TOKEN: make one at https://supabase.com/dashboard/account/tokens" +
    (dryRun ? "; without it the project is not asked what it has" : "");
}

function describe({ ref, dryRun }: Options, { file, variables, unknown }: Settings): string {
  const lines = [
    `Stenobase to the project ${ref}${dryRun ? ", as a dry run" : ""}`,
    `${file}: ${variables.size > 0 ? [...variables.keys()].join(", ") : "no variables"}`,
  ];
  if (unknown.length > 0) lines.push(`Left out, as nothing reads them: ${unknown.join(", ")}`);
  return lines.join("\n");
}
