import { anthropicError, startAnthropicServer } from "../support/anthropic_server.ts";
import { openaiError, startOpenaiChatServer } from "../support/openai_chat_server.ts";
import { checkContract, type Subject } from "./contract.ts";

const openai: Omit<Subject, "wire"> = {
  name: "openai",
  start: startOpenaiChatServer,
  cited: ["The budget is", " approved. [", "[1|We approve the bud", "get]] The roof leaks. [[4]", "]"],
  errorBody: (said) => openaiError(said),
  tooLong: {
    status: 400,
    body: openaiError("Your input exceeds the context window of this model.", "context_length_exceeded"),
  },
  streamErrors: { busy: "rate_limit_exceeded", broken: "server_error", forbidden: "invalid_api_key" },
  keyIn: (headers) => headers.get("authorization")?.replace("Bearer ", "") ?? null,
};

const subjects: Record<string, Subject> = {
  "openai by responses": { ...openai, wire: "responses" },
  "openai by chat completions": { ...openai, wire: "chat" },
  "anthropic": {
    name: "anthropic",
    wire: "chat",
    start: startAnthropicServer,
    cited: [
      "The budget is approved.",
      { document: 0, start: 0, end: 1 },
      " The roof ",
      "leaks.",
      { document: 1, start: 0, end: 1 },
    ],
    errorBody: (said) => anthropicError(said),
    tooLong: { status: 400, body: anthropicError("prompt is too long: 213462 tokens > 200000 maximum") },
    streamErrors: { busy: "overloaded_error", broken: "api_error", forbidden: "permission_error" },
    keyIn: (headers) => headers.get("authorization")?.replace("Bearer ", "") ?? null,
  },
};

for (const [name, subject] of Object.entries(subjects)) {
  Deno.test(`the contract of chat providers, kept by ${name}`, async (t) => await checkContract(t, subject));
}
