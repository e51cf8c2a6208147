import type { Log } from "./log.ts";

/**
 * Logs errors that nobody waits for instead of letting them end the isolate and with it everybody's requests: postgres.js
 * 3.4.9 throws one from a timer when the database ends a connection at the wrong moment (porsager/postgres, issue 1154).
 */
export function logUncaught(log: Log): void {
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    log.error("uncaught error", event.error);
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("unhandled rejection", event.reason);
  });
}
