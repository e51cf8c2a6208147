import {
  type AskedRequest,
  type LanguageServer,
  type LanguageWire,
  type ModelAnswer,
  startLanguageServer,
  writeEvent,
} from "./language_server.ts";

const noUsage = { input: 20, cached: 0, output: 5 };

/** OpenAI's POST /v1/chat/completions and /v1/responses, streamed. Its base URL ends in /v1, as OpenAI's clients expect. */
export function startOpenaiChatServer(): LanguageServer {
  const server = startLanguageServer((path) => {
    if (path === "/v1/chat/completions") return chat;
    return path === "/v1/responses" ? responses : undefined;
  });
  server.baseUrl += "/v1";
  return server;
}

/** An error in OpenAI's form. */
export function openaiError(message: string, code: string | null = null, type = "invalid_request_error") {
  return { error: { message, type, param: null, code } };
}

function refuse({ headers, body }: AskedRequest) {
  if (!/^Bearer ./.test(headers.get("authorization") ?? "")) {
    return { status: 401, body: openaiError("Incorrect API key provided", "invalid_api_key") };
  }
  if (typeof body.model !== "string" || body.stream !== true) {
    return { status: 400, body: openaiError("model and stream are required") };
  }
  return undefined;
}

const textsOf = ({ pieces }: ModelAnswer) => pieces.filter((piece) => typeof piece === "string");

const chat: LanguageWire = {
  refuse,
  frames(answer, { body }) {
    const { finish = "stop", usage = noUsage } = answer;
    const frame = (choices: unknown[], more = {}) =>
      writeEvent({
        ...{ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_790_000_000 },
        ...{ model: `${body.model}-2026-01-01`, choices, ...more },
      });
    const delta = (content: object, finish_reason: string | null = null) =>
      frame([{ index: 0, delta: content, logprobs: null, finish_reason }]);
    const options = body.stream_options as { include_usage?: boolean } | undefined;
    const told = usage && options?.include_usage
      ? frame([], {
        usage: {
          prompt_tokens: usage.input,
          completion_tokens: usage.output,
          total_tokens: usage.input + usage.output,
          prompt_tokens_details: { cached_tokens: usage.cached },
        },
      })
      : "";
    const reasons = { stop: "stop", length: "length", refused: "content_filter" };
    return {
      open: delta({ role: "assistant", content: "", refusal: null }),
      pieces: textsOf(answer).map((content) => delta({ content })),
      close: delta({}, reasons[finish]) + told + writeEvent("[DONE]"),
    };
  },
  error: ({ type, message }) => writeEvent(openaiError(message, type, "server_error")),
};

const responses: LanguageWire = {
  refuse,
  frames(answer, { body }) {
    const { finish = "stop", usage = noUsage } = answer;
    const refused = finish === "refused";
    const kind = refused ? "refusal" : "output_text";
    let sequence_number = 0;
    const event = (type: string, fields: object) =>
      writeEvent({ type, sequence_number: sequence_number++, ...fields }, type);
    const place = { item_id: "msg_1", output_index: 0, content_index: 0 };
    const part = (text: string) =>
      refused ? { type: "refusal", refusal: text } : { type: "output_text", text, annotations: [], logprobs: [] };
    const item = (status: string, content: unknown[]) => ({
      id: "msg_1",
      type: "message",
      role: "assistant",
      status,
      content,
    });
    const response = (status: string, more = {}) => ({
      ...{ id: "resp_1", object: "response", created_at: 1_790_000_000, status, error: null, incomplete_details: null },
      ...{
        instructions: body.instructions,
        model: `${body.model}-2026-01-01`,
        output: [],
        store: body.store,
        usage: null,
      },
      ...{ parallel_tool_calls: true, tools: [], tool_choice: "auto", metadata: {}, ...more },
    });
    const texts = textsOf(answer);
    const whole = texts.join("");
    const opening = event("response.created", { response: response("in_progress") }) +
      event("response.in_progress", { response: response("in_progress") }) +
      event("response.output_item.added", { output_index: 0, item: item("in_progress", []) }) +
      event("response.content_part.added", { ...place, part: part("") });
    const pieces = texts.map((delta) => event(`response.${kind}.delta`, { ...place, delta, obfuscation: "x7Qd" }));
    const ended = finish === "length" ? "incomplete" : "completed";
    const closing = event(`response.${kind}.done`, { ...place, [refused ? "refusal" : "text"]: whole }) +
      event("response.content_part.done", { ...place, part: part(whole) }) +
      event("response.output_item.done", { output_index: 0, item: item(ended, [part(whole)]) }) +
      event(`response.${ended}`, {
        response: response(ended, {
          output: [item(ended, [part(whole)])],
          incomplete_details: finish === "length" ? { reason: "max_output_tokens" } : null,
          usage: usage && {
            input_tokens: usage.input,
            input_tokens_details: { cached_tokens: usage.cached },
            output_tokens: usage.output,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: usage.input + usage.output,
          },
        }),
      });
    return { open: opening, pieces, close: closing };
  },
  error: ({ type, message }) =>
    writeEvent({ type: "error", sequence_number: 9, code: type, message, param: null }, "error"),
};
