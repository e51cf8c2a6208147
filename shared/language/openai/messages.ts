import { describeSources, renderSources } from "../render_sources.ts";
import type { Prompt, Turn } from "../types.ts";

/**
 * A prompt as both of OpenAI's formats take it. The sources stand before the first question, so that those who cache what
 * prompts begin with read them once for a conversation, and below the rank of an instruction.
 */
export function writeMessages(prompt: Prompt): { system: string; turns: Turn[] } {
  const system = [prompt.instructions, describeSources(prompt)].filter(Boolean).join("\n\n");
  const sources = renderSources(prompt.sources);
  if (sources === "") return { system, turns: prompt.turns };
  const [first, ...others] = prompt.turns;
  // Templates of some models want users and assistants to alternate.
  if (first?.role === "user") {
    return { system, turns: [{ role: "user", content: `${sources}\n\n${first.content}` }, ...others] };
  }
  return { system, turns: [{ role: "user", content: sources }, ...prompt.turns] };
}

/** The schema as a format. It is held to strictly where it can be, and else only taken as a hint. */
export function writeSchema(schema: Record<string, unknown>) {
  return { name: "answer", schema, strict: isStrict(schema) };
}

/** What may stand in a strict schema. Source: OpenAI's guide to structured outputs. */
const strictKeywords = new Set([
  ...["type", "title", "description", "enum", "const", "anyOf", "$ref", "$defs"],
  ...["properties", "required", "additionalProperties", "items", "minItems", "maxItems"],
  ...["pattern", "format", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
]);

/** All objects have to name all their properties as required and take no others. */
function isStrict(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null) return false;
  const { properties, required, additionalProperties, items, anyOf, $defs } = schema as Record<string, unknown>;
  const names = Object.keys(properties ?? {});
  const isClosed = properties === undefined ||
    (additionalProperties === false && Array.isArray(required) && names.every((name) => required.includes(name)));
  const inner = [properties, $defs, anyOf].flatMap((schemas) => Object.values(schemas ?? {}));
  return isClosed && Object.keys(schema).every((keyword) => strictKeywords.has(keyword)) &&
    [...inner, ...(items === undefined ? [] : [items])].every(isStrict);
}
