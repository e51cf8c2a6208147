import { z } from "zod";
import { DeployFailure } from "../failure.ts";
import type { Step } from "./types.ts";

const Project = z.object({ name: z.string(), region: z.string(), status: z.string() });

export const checkProject: Step = {
  title: "Look at the project",
  summarise: () => "would look whether the access token opens the project, and whether it runs",
  async look({ management }) {
    const { name, region, status } = await management.get("", Project);
    if (status !== "ACTIVE_HEALTHY") {
      throw new DeployFailure(`The project '${name}' is ${status}: wait until it runs, or restore it in the dashboard`);
    }
    return { notes: [`'${name}' runs in ${region}`], changes: [] };
  },
};
