import { z } from "zod";
import type { Deployment } from "./types.ts";
import { waitFor } from "./wait_for.ts";

const Health = z.object({ ok: z.boolean(), checks: z.record(z.string(), z.object({ ok: z.boolean() })) });

/** Waits until the API says that all is in order: what `/health/ready` asks is a part of it. Throws `DeployFailure` with what is not. */
export async function awaitHealth({ projectUrl, fetch, patience }: Deployment): Promise<void> {
  let last = "the function 'api' does not answer";
  const ask = async () => {
    const response = await fetch(`${projectUrl}/functions/v1/api/health`).catch(() => undefined);
    if (!response) return false;
    const health = Health.safeParse(await response.json().catch(() => undefined)).data;
    last = describe(response.status, health?.checks);
    return health?.ok ?? false;
  };
  await waitFor(patience, ask, () => `/health is not in order: ${last}`);
}

function describe(status: number, checks: z.infer<typeof Health>["checks"] | undefined): string {
  if (!checks) return `status ${status}; the logs of the function 'api' in the dashboard say why it does not start`;
  const failing = Object.entries(checks).filter(([, { ok }]) => !ok).map(([name]) => name);
  return `${failing.join(", ")}; ${
    failing.includes("database") ? "look at DATABASE_URL" : "docs/operations.md says what each means"
  }`;
}
