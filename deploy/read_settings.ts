import { parseEnv } from "node:util";
import { ConfigError, type Environment, parseConfig, variableNames } from "../shared/config.ts";

export type Settings = {
  file: string;
  /** What the functions are to get, by name. The platform sets what begins with `SUPABASE_` itself, and takes no other. */
  variables: Map<string, string>;
  /** Names in the file that nothing reads. */
  unknown: string[];
  /** Of the shell, or else of the file. A dry run goes without. */
  accessToken: string | undefined;
  /** What has to be put right before anything is touched, a sentence each. */
  problems: string[];
};

/** What the platform gives to functions. The values only have to be there. */
const fromPlatform = (projectUrl: string): [string, string][] => [
  ["SUPABASE_URL", projectUrl],
  ["SUPABASE_SECRET_KEYS", JSON.stringify({ default: "set by the platform", worker: "made by the deployment" })],
];
const anyWebhookKey: [string, string] = ["WEBHOOK_KEY", "made by the deployment where there is none yet"];

/** Reads a file of variables as the functions would, and finds all that is missing in it. A file that is not there is empty. */
export async function readSettings(
  options: { file: string; ref: string; projectUrl: string; shell: Environment },
): Promise<Settings> {
  const { file, ref, projectUrl, shell } = options;
  const text = await Deno.readTextFile(file).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  const found = Object.entries(parseEnv(text)).map(([name, value]) => [name, value?.trim() ?? ""] as const)
    .filter(([, value]) => value !== "");
  const platforms = (name: string) => name.startsWith("SUPABASE_");
  const variables = new Map(found.filter(([name]) => variableNames.includes(name) && !platforms(name)));
  const accessToken = shell.get("SUPABASE_ACCESS_TOKEN") || new Map(found).get("SUPABASE_ACCESS_TOKEN");
  const problems = findProblems(variables, ref, projectUrl);
  const unknown = found.map(([name]) => name).filter((name) => !variableNames.includes(name) && !platforms(name));
  return { file, variables, unknown, accessToken, problems };
}

function findProblems(variables: Map<string, string>, ref: string, projectUrl: string): string[] {
  const problems: string[] = [];
  const databaseUrl = variables.get("DATABASE_URL");
  const databaseRef = refOf(databaseUrl);
  if (databaseRef && databaseRef !== ref) {
    problems.push(
      `DATABASE_URL: belongs to the project ${databaseRef}, not to ${ref}: put right which of them is wrong`,
    );
  }
  if (databaseUrl === undefined) {
    problems.push("DATABASE_URL: set the address of the transaction pooler (Dashboard, 'Connect'), with the password");
  } else if (/\[your-password\]/i.test(databaseUrl)) {
    problems.push("DATABASE_URL: put the database's password in the place of [YOUR-PASSWORD]");
  }
  if (variables.get("LINKS_ALLOW_PRIVATE") === "true") {
    problems.push("LINKS_ALLOW_PRIVATE: lets callers reach private addresses and is for tests alone: take it out");
  }
  try {
    parseConfig(new Map([anyWebhookKey, ["DATABASE_URL", "postgres://"], ...variables, ...fromPlatform(projectUrl)]));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
  }
  return problems;
}

/** The project that an address on Supabase names: of a pooler by the user, else by the host. */
function refOf(databaseUrl = ""): string | undefined {
  return (/^\w+:\/\/[^:@/]+\.([a-z]{20})[:@].*\.pooler\.supabase\.com\b/.exec(databaseUrl) ??
    /@db\.([a-z]{20})\.supabase\.co\b/.exec(databaseUrl))?.[1];
}
