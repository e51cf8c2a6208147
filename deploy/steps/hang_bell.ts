import { z } from "zod";
import { digestOf } from "../digest.ts";
import { DeployFailure } from "../failure.ts";
import type { Management } from "../management.ts";
import type { Change, Step } from "./types.ts";

const There = z.object({ vault: z.boolean(), net: z.boolean(), migrated: z.boolean() });
const Stored = z.object({ name: z.string(), digest: z.string() });

/** The names under which `private.wake_worker()` looks. */
const urlName = "stenobase_worker_url";
const keyName = "stenobase_worker_key";

/** Tells the database in Vault where the worker is and what to show there. */
export const hangBell: Step = {
  title: "Hang the bell",
  summarise: ({ projectUrl }) =>
    `would store ${urlName} (${workerUrl(projectUrl)}) and ${keyName} in Vault, unless they are there`,
  async look({ management, projectUrl, workerKey }) {
    const [there] = await management.query(
      `select to_regclass('vault.decrypted_secrets') is not null as vault,
        to_regprocedure('net.http_post(text,jsonb,jsonb,jsonb,integer)') is not null as net,
        to_regprocedure('private.wake_worker()') is not null as migrated`,
      There,
    );
    if (!there?.vault) throw lack("supabase_vault");
    // The migrations create it, which a dry run comes before.
    if (there.migrated && !there.net) throw lack("pg_net");

    const stored = await management.query(
      `select name, encode(sha256(convert_to(decrypted_secret, 'UTF8')), 'hex') as digest
      from vault.decrypted_secrets where name in ('${urlName}', '${keyName}')`,
      Stored,
    );
    const digests = new Map(stored.map(({ name, digest }) => [name, digest]));
    const notes: string[] = [];
    const changes: Change[] = [];
    for (const [name, value] of [[urlName, workerUrl(projectUrl)], [keyName, workerKey]] as const) {
      const digest = digests.get(name);
      if (value !== undefined && digest === digestOf(value)) notes.push(`Vault holds ${name}`);
      else {
        changes.push({
          what: `${digest === undefined ? "store" : "replace"} ${name} in Vault`,
          make: () => store(management, name, value, digest !== undefined),
        });
      }
    }
    return { notes, changes };
  },
};

function workerUrl(projectUrl: string): string {
  return `${projectUrl}/functions/v1/worker`;
}

async function store(management: Management, name: string, value: string | undefined, isThere: boolean) {
  if (value === undefined) throw new Error("The worker's key is looked for before the bell is hung");
  const sql = isThere
    ? "select vault.update_secret(id, $1) from vault.secrets where name = $2"
    : "select vault.create_secret($1, $2)";
  await management.query(sql, z.unknown(), [value, name]);
}

/** Says which extension has to be enabled by hand. */
export function lack(extension: string): DeployFailure {
  return new DeployFailure(
    `The database has no '${extension}': enable it in the dashboard, under Database, Extensions`,
  );
}
