import type Anthropic from "@anthropic-ai/sdk";
import type { Finish, Part, Usage } from "../types.ts";
import type { Document } from "./request.ts";

type Citation = Extract<Part, { type: "citation" }>;

/**
 * Reads a streamed message. Its text comes in blocks, and what a block rests on comes with it, before or after its words: so it
 * is told when the block ends. Source of the events: the types of @anthropic-ai/sdk, 1.11.0.
 */
export async function* readAnswer(
  events: AsyncIterable<Anthropic.RawMessageStreamEvent>,
  documents: readonly Document[],
  asked: string,
): AsyncGenerator<Part, void> {
  const usage = createUsage();
  let model = asked;
  let citations: Citation[] = [];
  let reason: Anthropic.StopReason | null = null;
  for await (const event of events) {
    switch (event?.type) {
      case "message_start":
        model = event.message.model;
        usage.add(event.message.usage);
        break;
      case "content_block_start":
        if (event.content_block.type === "text" && event.content_block.text) {
          yield { type: "text", text: event.content_block.text };
        }
        break;
      case "content_block_delta":
        if (event.delta.type === "text_delta" && event.delta.text) yield { type: "text", text: event.delta.text };
        if (event.delta.type === "citations_delta") citations.push(...readCitation(event.delta.citation, documents));
        break;
      case "content_block_stop":
        yield* citations;
        citations = [];
        break;
      case "message_delta":
        reason = event.delta.stop_reason;
        usage.add(event.usage);
        break;
      case "message_stop":
        yield { type: "end", finish: finishOf(reason), usage: usage.sum(), model };
        return;
    }
  }
}

/** A block is cited as a whole, so there are no words that the model says stand there. */
function readCitation(citation: Anthropic.CitationsDelta["citation"], documents: readonly Document[]): Citation[] {
  if (citation.type !== "content_block_location") return [];
  const document = documents[citation.document_index];
  const first = document?.passages[citation.start_block_index];
  const last = document?.passages[citation.end_block_index - 1];
  if (!document || first === undefined || last === undefined || last < first) return [];
  return [{ type: "citation", source: document.source, first, last, quote: null }];
}

/** The counts in `message_delta` are those of the whole message; what it does not say again stays. */
function createUsage() {
  let input = 0, output = 0, created = 0, read = 0;
  return {
    add(usage: Anthropic.Usage | Anthropic.MessageDeltaUsage) {
      input = usage.input_tokens ?? input;
      output = usage.output_tokens ?? output;
      created = usage.cache_creation_input_tokens ?? created;
      read = usage.cache_read_input_tokens ?? read;
    },
    sum: (): Usage => ({ inputTokens: input + created + read, outputTokens: output, cachedTokens: read }),
  };
}

function finishOf(reason: Anthropic.StopReason | null): Finish {
  switch (reason) {
    case "refusal":
      return "refused";
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    default:
      return "stop";
  }
}
