/**
 * Keeps this program alive where postgres.js 3.4.9 throws from a timer, as it does when a connection was lost at the wrong
 * moment (porsager/postgres, issue 1154). Every other error that nobody catches ends the program as ever.
 */
export function outliveLostConnections(): void {
  globalThis.addEventListener("error", (event) => {
    const stack = event.error instanceof Error ? event.error.stack : undefined;
    if (stack?.includes("/postgres/src/connection.js")) event.preventDefault();
  });
}
