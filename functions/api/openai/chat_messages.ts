import { z } from "zod";
import { AppError } from "../../../shared/errors.ts";
import type { Turn } from "../../../shared/language/types.ts";
import { Text } from "../input.ts";

const parts = z.array(z.strictObject({ type: z.literal("text"), text: Text })).min(1)
  .transform((parts) => parts.map(({ text }) => text).join("\n"));
const content = z.union([Text, parts], "Must be text, or a list of parts of type 'text'");

/** What our own answers hold beside their text, so that they can be sent back as they came. */
const told = {
  refusal: z.null().optional(),
  citations: z.array(z.unknown()).optional(),
  removed_citations: z.int().optional(),
  supported: z.boolean().nullish(),
};

/** Source of the form: `ChatCompletionMessageParam` of the openai package, 7.55.0. */
export const Messages = z.array(z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal(["system", "developer"]), content }),
  z.strictObject({ role: z.literal("user"), content }),
  z.strictObject({ role: z.literal("assistant"), content, ...told }),
], "Must be a message of the system, the developer, the user or the assistant")).min(1).max(1000);

/** The longest question, in UTF-16 units. */
const longestQuestion = 4000;

/**
 * What messages ask: the last one, after what was said before it; what systems and developers say is wished of the answer.
 * Throws `invalid_request`.
 */
export function readMessages(messages: z.output<typeof Messages>): { message: string; turns: Turn[]; wishes: string } {
  const last = messages.findLastIndex(({ role }) => role === "user" || role === "assistant");
  const question = messages[last];
  const path = `messages.${Math.max(0, last)}`;
  if (question?.role !== "user") throw wrong(path, "The last message must be the user's");
  const message = question.content.trim();
  if (message === "" || message.length > longestQuestion) {
    throw wrong(`${path}.content`, `A question has 1 to ${longestQuestion} characters`);
  }
  const turns: Turn[] = [];
  const wishes: string[] = [];
  for (const { role, content } of messages.filter((_, index) => index !== last)) {
    if (content.trim() === "") continue;
    if (role === "user" || role === "assistant") turns.push({ role, content });
    else wishes.push(content);
  }
  return { message, turns, wishes: wishes.join("\n\n") };
}

function wrong(path: string, message: string): AppError {
  return new AppError("invalid_request", `Correct the request: ${path}: ${message}`, { fields: [{ path, message }] });
}
