import type Anthropic from "@anthropic-ai/sdk";
import { transformJSONSchema } from "@anthropic-ai/sdk/lib/transform-json-schema";
import { describeSources, renderPassage, renderSources, sourcesAreData } from "../render_sources.ts";
import type { Prompt, Source } from "../types.ts";

/** Where the passages of a document come from: blocks and passages are not numbered alike where one is empty. */
export type Document = { source: number; passages: number[] };

export type Request = { body: Anthropic.MessageCreateParamsStreaming; passages: Document[] };

/**
 * A prompt as Anthropic takes it. What the conversation begins with, up to the sources, is cached. Citations do not go together
 * with an answer by schema, and without them the sources are shown as to all other models.
 */
export function writeRequest(model: string, prompt: Prompt): Request {
  const { instructions, turns, outputTokens, schema } = prompt;
  const cites = prompt.cites && schema === undefined;
  const documents = cites ? listDocuments(prompt.sources) : [];
  const blocks = cites ? documents.map((document) => toBlock(prompt.sources, document)) : toText(prompt);
  const last = blocks.at(-1);
  if (last) last.cache_control = { type: "ephemeral" };
  const about = cites ? (documents.length > 0 ? sourcesAreData : "") : describeSources({ ...prompt, cites });
  const [question, others] = turns[0]?.role === "user" ? [turns[0], turns.slice(1)] : [undefined, turns];
  const content = [...blocks, ...(question ? [{ type: "text" as const, text: question.content }] : [])];
  return {
    passages: documents,
    body: {
      model,
      max_tokens: outputTokens,
      system: [instructions, about].filter(Boolean).join("\n\n"),
      messages: [...(content.length > 0 ? [{ role: "user" as const, content }] : []), ...others],
      stream: true,
      ...(schema && { output_config: { format: { type: "json_schema", schema: transformJSONSchema(schema) } } }),
    },
  };
}

/** Blocks without text are refused, and so are documents without blocks. */
function listDocuments(sources: readonly Source[]): Document[] {
  return sources.map(({ passages }, source) => ({
    source,
    passages: passages.flatMap((passage, index) => renderPassage(passage) === "" ? [] : index),
  })).filter(({ passages }) => passages.length > 0);
}

function toBlock(sources: readonly Source[], { source, passages }: Document): Anthropic.DocumentBlockParam {
  const { title, passages: all } = sources[source]!;
  const content = passages.map((index) => ({ type: "text" as const, text: renderPassage(all[index]!) }));
  return {
    type: "document",
    ...(title && { title }),
    citations: { enabled: true },
    source: { type: "content", content },
  };
}

function toText({ sources }: Prompt): Anthropic.TextBlockParam[] {
  return sources.length > 0 ? [{ type: "text", text: renderSources(sources) }] : [];
}
