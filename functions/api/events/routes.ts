import type { Context, Hono } from "hono";
import { accepts } from "hono/accepts";
import { z } from "zod";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { valid } from "../input.ts";
import { Id } from "../transcriptions/schemas.ts";
import { createUserApp } from "../user_app.ts";
import { type ReadEvents, readOwnEvents, readTranscriptionEvents } from "./read_events.ts";
import { beginning, eventIds, EventList, ResumeHeader, ResumeQuery } from "./schemas.ts";
import { streamEvents, usualTimes } from "./stream_events.ts";

const tag = "events";
const success = {
  status: 200,
  description: "Events as they come; or those that there are, where JSON is asked for",
  schema: EventList,
  contents: { "text/event-stream": z.string() },
} as const;
const howToFollow =
  "A stream ends after two minutes: connect again with the id of the last event, and nothing is lost. " +
  "With `Accept: application/json` both answer at once.";

/** `/events`: what happens to the caller's rows, live. */
export function createEvents(deps: ApiDeps): Hono<UserEnv> {
  const app = createUserApp(deps, "events");
  app.get(
    "/",
    document({
      summary: "Follow all that happens to what is one's own",
      description: howToFollow,
      tag,
      success,
      problems: ["invalid_cursor"],
    }),
    valid("header", ResumeHeader),
    valid("query", ResumeQuery),
    async (c) => await answer(c, deps, readOwnEvents(deps.db, c.get("caller"))),
  );
  return app;
}

/** `/transcriptions/{id}/events`: what happens to one transcription, until it has ended. */
export function addTranscriptionEvents(app: Hono<UserEnv>, deps: ApiDeps): void {
  app.get(
    "/:id/events",
    document({
      summary: "Follow a transcription until it has ended",
      description: howToFollow,
      tag,
      success,
      other: { status: 204, description: "It has ended, and its last event has arrived: do not ask again" },
      problems: ["transcription_not_found", "invalid_cursor"],
    }),
    valid("param", Id),
    valid("header", ResumeHeader),
    valid("query", ResumeQuery),
    async (c) => await answer(c, deps, readTranscriptionEvents(deps.db, c.get("caller"), c.req.valid("param").id)),
  );
}

async function answer(c: Context<UserEnv>, { config, streamTimes }: ApiDeps, read: ReadEvents) {
  const after = eventIds.read(c.req.header("last-event-id") || c.req.query("last_event_id"));
  const wanted = accepts(c, {
    header: "Accept",
    supports: ["text/event-stream", "application/json"],
    default: "text/event-stream",
  });
  c.header("vary", "Accept", { append: true });
  if (wanted === "application/json") {
    const { events, place } = await read(after ?? beginning);
    const data = events.map(({ place, ...event }) => ({ id: eventIds.write(place), ...event }));
    return c.json({ data, last_event_id: eventIds.write(place) });
  }
  const first = await read(after);
  // Whoever has heard the end is told not to come back: an EventSource stops at 204.
  if (after && first.over && first.events.length === 0) return c.body(null, 204);
  return streamEvents(c, first, read, streamTimes ?? usualTimes(config.worker.seconds));
}
