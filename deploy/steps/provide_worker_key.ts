import { z } from "zod";
import { DeployFailure } from "../failure.ts";
import type { Step } from "./types.ts";

/** A key of a project. Those of the old kind are called `anon` and `service_role`. */
export const ApiKey = z.object({
  name: z.string(),
  type: z.string().nullish(),
  api_key: z.string().nullish(),
});

const name = "worker";

/**
 * The bell shows the worker a secret key of its own: roles that may use pg_net can read what it sends, so that the project's
 * own secret key must never be in it. A `WORKER_KEY` among the variables takes its place where the project has none.
 */
export const provideWorkerKey: Step = {
  title: "Have a key for the worker",
  summarise: ({ settings }) =>
    settings.variables.has("WORKER_KEY")
      ? `would take WORKER_KEY, unless the project has a secret key named '${name}'`
      : `would make a secret key named '${name}', unless there is one`,
  async look(deployment) {
    const { management, settings } = deployment;
    const keys = await management.get("/api-keys?reveal=true", z.array(ApiKey));
    const key = keys.find((key) => key.type === "secret" && key.name === name);
    const own = settings.variables.get("WORKER_KEY");
    if (key) {
      if (!key.api_key) throw untold();
      deployment.workerKey = key.api_key;
      return { notes: [`the project has a secret key named '${name}'`], changes: [] };
    }
    if (own !== undefined) {
      deployment.workerKey = own;
      return { notes: ["WORKER_KEY is set, so that no secret key is needed"], changes: [] };
    }
    const make = async () => {
      const made = await management.post("/api-keys?reveal=true", {
        type: "secret",
        name,
        description: "Stenobase: what the database shows when it rings the worker",
      }, ApiKey);
      if (!made.api_key) throw untold();
      deployment.workerKey = made.api_key;
    };
    return { notes: [], changes: [{ what: `make a secret key named '${name}'`, make }] };
  },
};

function untold(): DeployFailure {
  return new DeployFailure(
    `The secret key '${name}' is not told to this access token: give it the right to read API keys and their secrets`,
  );
}
