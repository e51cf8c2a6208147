import { z } from "zod";
import { EntriesQuery, Entry } from "../../entries/schemas.ts";

export const AllEntriesQuery = EntriesQuery.extend({ user_id: z.uuid().optional().describe("Whose") });

export const OwnedEntry = Entry.extend({ user_id: z.uuid() }).meta({ ref: "OwnedEntry" });
