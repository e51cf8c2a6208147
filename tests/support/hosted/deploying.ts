import assert from "node:assert/strict";
import { build } from "../../../deploy/build.ts";
import { runDeployment } from "../../../deploy/run_deployment.ts";
import { type RunningProject, startHostedProject } from "./project.ts";

export type Said = {
  /** Whether it went well: the exit code is 0 then, and else 1. */
  ok: boolean;
  said: string;
};

export type Deploying = AsyncDisposable & RunningProject & {
  envFile: string;
  /** Writes the file of variables: what the project's owner would, and what is given here; undefined leaves one out. */
  choose(variables: Record<string, string | undefined>): Promise<void>;
  /** Runs the command with the real CLI, against the project. Fails where it tells a secret. */
  deploy(options?: { dryRun?: boolean; accessToken?: string; patience?: number }): Promise<Said>;
};

/** A hosted project, and somebody who deploys to it. */
export async function startDeploying(): Promise<Deploying> {
  const running = await startHostedProject();
  const { project, platform } = running;
  const envFile = await Deno.makeTempFile({ prefix: "stenobase-env-" });
  const choose: Deploying["choose"] = async (variables) => {
    const all = { ...running.variables, SPEECH_PROVIDERS: "none", ...variables };
    const lines = Object.entries(all).map(([name, value]) => value === undefined ? "" : `${name}=${value}\n`);
    await Deno.writeTextFile(envFile, lines.join(""));
  };
  await choose({});
  let built: Promise<void> | undefined;
  return {
    ...{ ...running, envFile, choose },
    async deploy({ dryRun = false, accessToken = project.accessToken, patience = 30_000 } = {}) {
      let said = "";
      const ok = await runDeployment(
        ["--project-ref", project.ref, "--env-file", envFile, ...dryRun ? ["--dry-run"] : []],
        {
          shell: new Map([["SUPABASE_ACCESS_TOKEN", accessToken]]),
          ...{ platform, fetch, patience, say: (text) => said += `${text}\n` },
          // The sources stay what they are while a test runs.
          build: (folder) => built ??= build(folder),
        },
      );
      const secrets = [accessToken, ...project.apiKeys.map((key) => key.api_key)];
      for (const name of ["DATABASE_URL", "JWT_SECRET", "WEBHOOK_KEY"]) {
        secrets.push(project.secrets.get(name) ?? "-none");
      }
      for (const secret of secrets) assert(!said.includes(secret), said);
      return { ok, said };
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(envFile);
      await running[Symbol.asyncDispose]();
    },
  };
}
