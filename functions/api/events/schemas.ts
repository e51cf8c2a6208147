import { z } from "zod";
import { createCursors } from "../page.ts";

/**
 * Where an event stands among all: the transaction that wrote it, as the decimal text of an xid8, and its number. Both fit
 * what Postgres can hold.
 */
const Place = z.tuple([z.string().regex(/^\d{1,19}$/), z.int().nonnegative()]);
export type Place = z.infer<typeof Place>;

/** Places as the ids of events, and back. `read` throws `invalid_cursor`. */
export const eventIds = createCursors("events", Place);

/** Before every event. */
export const beginning: Place = ["0", 0];

export const Event = z.object({
  id: z.string(),
  type: z.string().describe("What happened to what, such as 'transcription.completed'"),
  created_at: z.iso.datetime(),
  data: z.looseObject({ id: z.uuid().describe("What it happened to") }),
}).meta({ ref: "Event" });

export const EventList = z.object({
  data: z.array(Event),
  last_event_id: z.string().describe("Asks for what came after"),
}).meta({ ref: "EventList" });

const lastEventId = z.string().max(500).optional().describe("The last event that arrived: go on behind it");
export const ResumeHeader = z.object({ "last-event-id": lastEventId });
export const ResumeQuery = z.object({ last_event_id: lastEventId });
