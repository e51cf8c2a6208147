/** Resolves with the name of the signal that asks this program to stop. */
export function untilSignal(): Promise<Deno.Signal> {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, () => resolve(name));
  });
}
