import { isConnectionError } from "../../shared/connection_error.ts";
import { pause } from "./pause.ts";

const secondsBetweenTries = 0.25;

/**
 * Stores what a job has come to, again and again while the database is away and `signal` stands: it may be paid for. Where a
 * commit passed and only its answer was lost, the next try finds the lease gone and changes nothing.
 */
export async function outlastOutage(store: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await store();
      return;
    } catch (error) {
      if (!isConnectionError(error) || signal.aborted) throw error;
      await pause(secondsBetweenTries, signal);
    }
  }
}
