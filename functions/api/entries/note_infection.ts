import type { Caller } from "../../../shared/auth.ts";
import { AppError } from "../../../shared/errors.ts";
import { noteInfected } from "../../../shared/malware/note_infected.ts";
import type { ApiDeps } from "../deps.ts";

/** For whoever inspects a caller's file: leaves word of malware, and throws on whatever it was. */
export function noteInfection({ db }: ApiDeps, caller: Caller, entryId: string): (error: unknown) => Promise<never> {
  return async (error) => {
    if (error instanceof AppError && error.code === "file_infected") {
      await db.asUser(caller, (tx) => noteInfected(tx, entryId, error));
    }
    throw error;
  };
}
