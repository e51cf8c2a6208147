import { DeployFailure } from "../failure.ts";

const pause = 500;

/** Asks again and again until the answer is true. Throws `DeployFailure` with what `problem` says, where it takes too long. */
export async function waitFor(
  milliseconds: number,
  ask: () => Promise<boolean>,
  problem: () => string | Promise<string>,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new DeployFailure(await problem());
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
