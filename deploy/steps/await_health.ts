import { z } from "zod";
import type { Deployment } from "./types.ts";
import { waitFor } from "./wait_for.ts";

const Health = z.object({ ok: z.boolean(), checks: z.record(z.string(), z.object({ ok: z.boolean() })).optional() });

/** Waits until the API says that it can serve and that all is in order. Throws `DeployFailure` with what is not. */
export async function awaitHealth({ projectUrl, fetch, patience }: Deployment): Promise<void> {
  for (const path of ["/health/ready", "/health"]) {
    let last = "it does not answer";
    const ask = async () => {
      const response = await fetch(`${projectUrl}/functions/v1/api${path}`).catch(() => undefined);
      if (!response) return false;
      const health = Health.safeParse(await response.json().catch(() => undefined));
      if (response.ok && health.data?.ok) return true;
      last = describe(response.status, health.data);
      return false;
    };
    await waitFor(patience, ask, () => `${path} is not in order: ${last}`);
  }
}

function describe(status: number, health: z.infer<typeof Health> | undefined): string {
  if (health === undefined) {
    return `status ${status}, and no answer of ours: the logs of the function 'api' in the dashboard say why it does not start`;
  }
  const failing = Object.entries(health.checks ?? {}).filter(([, { ok }]) => !ok).map(([name]) => name);
  return `status ${status}${failing.length > 0 ? `, ${failing.join(" and ")} not in order` : ""}; look at DATABASE_URL`;
}
