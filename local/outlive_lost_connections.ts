/**
 * Keeps this program alive where postgres.js 3.4.9 throws from a timer or drops a promise, as it does when a connection was
 * lost at the wrong moment (porsager/postgres, issue 1154). Every other error that nobody catches ends the program as ever.
 */
export function outliveLostConnections(): void {
  globalThis.addEventListener("error", (event) => {
    if (isOfDriver(event.error)) event.preventDefault();
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    if (isOfDriver(event.reason)) event.preventDefault();
  });
}

function isOfDriver(error: unknown): boolean {
  return error instanceof Error && (error.stack ?? "").includes("/postgres/src/connection.js");
}
