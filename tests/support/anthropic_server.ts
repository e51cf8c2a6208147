import {
  type LanguageServer,
  type LanguageWire,
  type Piece,
  startLanguageServer,
  writeEvent,
} from "./language_server.ts";

/** Anthropic's POST /v1/messages, streamed. */
export function startAnthropicServer(): LanguageServer {
  return startLanguageServer((path) => path === "/v1/messages" ? messages : undefined);
}

/** An error in Anthropic's form. */
export function anthropicError(message: string, type = "invalid_request_error") {
  return { type: "error", error: { type, message }, request_id: "req_1" };
}

type Block = {
  type: string;
  text?: string;
  citations?: { enabled: boolean };
  title?: string;
  source?: { content: Block[] };
};

const messages: LanguageWire = {
  refuse({ headers, body }) {
    if (!headers.get("authorization") && !headers.get("x-api-key")) {
      return { status: 401, body: anthropicError("invalid x-api-key", "authentication_error") };
    }
    const blocks = blocksOf(body);
    const refused = (message: string) => ({ status: 400, body: anthropicError(message) });
    if (typeof body.max_tokens !== "number" || body.stream !== true) return refused("max_tokens: Field required");
    if (blocks.some(({ type, text }) => type === "text" && !text)) {
      return refused("text content blocks must be non-empty");
    }
    if (body.output_config && blocks.some(({ citations }) => citations?.enabled)) {
      return refused("Citations are not supported together with output_config.format");
    }
    return undefined;
  },
  frames({ pieces, finish = "stop", usage }, { body }) {
    const { input, cached, output } = usage ?? { input: 20, cached: 0, output: 5 };
    const event = (type: string, fields: object) => writeEvent({ type, ...fields }, type);
    const counts = {
      ...{ input_tokens: input - cached, cache_creation_input_tokens: 0, cache_read_input_tokens: cached },
      ...{ output_tokens: 1, output_tokens_details: null, server_tool_use: null },
    };
    const message = {
      ...{ id: "msg_1", type: "message", role: "assistant", model: `${body.model}-20260101`, content: [] },
      ...{ stop_reason: null, stop_sequence: null, usage: counts },
    };
    // A text and what it rests on are one block; the citations come before its words or after them.
    const blocks = groupBlocks(pieces);
    let index = -1;
    const frames = blocks.flatMap((block) => {
      index++;
      const deltas = block.map((piece) => event("content_block_delta", { index, delta: deltaOf(piece, body) }));
      const start = event("content_block_start", { index, content_block: { type: "text", text: "", citations: [] } });
      deltas[0] = start + event("ping", {}) + (deltas[0] ?? "");
      deltas[deltas.length - 1] += event("content_block_stop", { index });
      return deltas;
    });
    const reasons = { stop: "end_turn", length: "max_tokens", refused: "refusal" };
    return {
      open: event("message_start", { message }),
      pieces: frames,
      close: event("message_delta", {
        delta: { stop_reason: reasons[finish], stop_sequence: null },
        usage: { ...counts, output_tokens: output },
      }) + event("message_stop", {}),
    };
  },
  error: ({ type, message }) => writeEvent(anthropicError(message, type), "error"),
};

function blocksOf(body: Record<string, unknown>): Block[] {
  const sent = body.messages as { content: string | Block[] }[];
  return sent.flatMap(({ content }) => typeof content === "string" ? [] : content).flatMap((block) => [
    block,
    ...(block.source?.content ?? []),
  ]);
}

/** Runs of texts without citations, and each run of citations with the text before it. */
function groupBlocks(pieces: Piece[]): Piece[][] {
  const blocks: Piece[][] = [];
  let cites = false;
  for (const [index, piece] of pieces.entries()) {
    const isText = typeof piece === "string";
    const opensCited = isText && typeof pieces[index + 1] === "object";
    if (blocks.length === 0 || (isText && (cites || opensCited))) blocks.push([]);
    blocks.at(-1)!.push(piece);
    cites = !isText;
  }
  return blocks;
}

function deltaOf(piece: Piece, body: Record<string, unknown>) {
  if (typeof piece === "string") return { type: "text_delta", text: piece };
  const document = blocksOf(body).filter(({ type }) => type === "document")[piece.document];
  const cited = document?.source?.content.slice(piece.start, piece.end) ?? [];
  return {
    type: "citations_delta",
    citation: {
      ...{ type: "content_block_location", cited_text: cited.map(({ text }) => text).join("") },
      ...{ document_index: piece.document, document_title: document?.title ?? null, file_id: null },
      ...{ start_block_index: piece.start, end_block_index: piece.end },
    },
  };
}
