import assert from "node:assert/strict";
import type { z } from "zod";
import type { Completion, Message, Session } from "../../functions/api/chat/schemas.ts";
import type { TranscriptSegment } from "../../shared/transcript.ts";
import type { Call, TestApi } from "./api.ts";
import type { Person } from "./people.ts";
import { spoken } from "./spoken.ts";
import { addTranscript } from "./transcripts.ts";

export type Completion = z.infer<typeof Completion>;
export type Message = z.infer<typeof Message>;
export type Session = z.infer<typeof Session>;

/** What was said in a meeting: the words of each segment have their own times. */
export const meeting: TranscriptSegment[] = [
  spoken("Good morning, everyone, and welcome to the budget meeting.", "A", 0),
  spoken("We approve the budget of two million for the new harbour.", "B", 5000),
  spoken("The opening is on the third of May.", "A", 11_000),
  spoken("Then let us have some coffee.", "B", 15_000),
];

/** A transcript to ask about. Returns the id of its transcription. */
export async function addMeeting(api: TestApi, person: Person, segments = meeting, title = "Budget"): Promise<string> {
  const speakers = { A: "Ann", B: "Bob" };
  return (await addTranscript(api.database.sql, person, { title, speakers, segments })).id;
}

/** Calls and reads the JSON. Fails where it is a problem. */
export async function ask<T>(
  call: Call,
  person: Person,
  path: string,
  body: unknown,
  headers?: HeadersInit,
): Promise<T> {
  const response = await call(person, "POST", path, body, headers);
  const answer = await response.json();
  assert(response.ok, JSON.stringify(answer));
  return answer;
}
