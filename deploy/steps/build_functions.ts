import { bundlePath, distFolder, functionNames, largestBundle } from "../build.ts";
import { DeployFailure } from "../failure.ts";
import type { Step } from "./types.ts";

export const buildFunctions: Step = {
  title: "Build the functions",
  async look({ build }) {
    await build(distFolder).catch((error) => {
      throw new DeployFailure(error instanceof Error ? error.message : String(error));
    });
    const sizes = new Map<string, number>();
    for (const name of functionNames) sizes.set(name, (await Deno.stat(bundlePath(distFolder, name))).size);
    return { notes: [checkSizes(sizes)], changes: [] };
  },
};

/** Tells the sizes. Throws where the platform would not take one. */
export function checkSizes(sizes: Map<string, number>): string {
  for (const [name, size] of sizes) {
    if (size <= largestBundle) continue;
    throw new DeployFailure(
      `'${name}' has ${size} bytes and Supabase takes ${largestBundle}: import what is heavy where it is used, or leave it out`,
    );
  }
  return [...sizes].map(([name, size]) => `${name} ${(size / 1e6).toFixed(2)} MB`).join(", ") +
    ` (Supabase takes ${largestBundle / 1e6} MB)`;
}
