import type { Settings } from "../read_settings.ts";
import type { Management } from "../management.ts";
import type { SupabaseCli } from "../supabase_cli.ts";

/** What the steps share. */
export type Deployment = {
  ref: string;
  /** The address of the project's own services. */
  projectUrl: string;
  settings: Settings;
  management: Management;
  cli: SupabaseCli;
  /** Bundles the functions into a folder. */
  build(folder: string): Promise<void>;
  /** What the bell brings to the worker; unknown until the step that finds or makes it. */
  workerKey: string | undefined;
  fetch: typeof fetch;
  /** For how many milliseconds what was deployed may take to come up, and work to be done. */
  patience: number;
};

export type Change = {
  /** What is done, in the form of a command: `deploy api`. Names secrets, never quotes them. */
  what: string;
  /** Does it. Gives what is to be known of it, where there is something. Throws `DeployFailure`. */
  make(): Promise<string | void>;
};

/** What a step has found. */
export type Findings = {
  /** What stands, or is to be known. */
  notes: string[];
  /** What has to be done, in order; nothing where all is as it should be. */
  changes: Change[];
};

/** A step looks first and changes only what is not as it should be: so that it can be repeated, and told without being done. */
export type Step = {
  title: string;
  /** What it sees to, for who has no access token to look with; absent where looking asks nothing of the project. */
  summarise?(deployment: Deployment): string | Promise<string>;
  /** Changes nothing. Throws `DeployFailure`. */
  look(deployment: Deployment): Promise<Findings>;
};
