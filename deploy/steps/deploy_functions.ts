import { Buffer } from "node:buffer";
import { z } from "zod";
import { bundlePath, distFolder, functionNames } from "../build.ts";
import type { Step } from "./types.ts";

const Deployed = z.object({ slug: z.string(), verify_jwt: z.boolean().nullish() });

/** A function is uploaded where what is deployed does not hold our bundle, or where the platform would check tokens. */
export const deployFunctions: Step = {
  title: "Deploy the functions",
  summarise: () => `would upload those of ${functionNames.join(", ")} that differ`,
  async look({ ref, management, cli }) {
    const deployed = new Map(
      (await management.get("/functions", z.array(Deployed))).map((found) => [found.slug, found.verify_jwt]),
    );
    const differing: string[] = [];
    for (const name of functionNames) {
      const bundle = Buffer.from(await Deno.readFile(bundlePath(distFolder, name)));
      const source = deployed.get(name) === false ? await management.readFunction(name) : undefined;
      if (!source || !Buffer.from(source).includes(bundle)) differing.push(name);
    }
    const same = functionNames.filter((name) => !differing.includes(name));
    return {
      notes: same.length > 0 ? [`deployed as they are here: ${same.join(", ")}`] : [],
      changes: differing.length === 0 ? [] : [{
        what: `deploy ${differing.join(", ")}`,
        make: () => cli("functions", "deploy", ...differing, "--use-api", `--remote=${ref}`),
      }],
    };
  },
};
