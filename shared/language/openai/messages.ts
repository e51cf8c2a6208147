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

/** The schema as a format that is held to strictly where it can be: all properties required, and no others allowed. */
export function writeSchema(schema: Record<string, unknown>) {
  return { name: "answer", schema, strict: isStrict(schema) };
}

function isStrict(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null) return true;
  if (Array.isArray(schema)) return schema.every(isStrict);
  if ("properties" in schema && schema.properties && !listsAll(schema)) return false;
  return Object.values(schema).every(isStrict);
}

function listsAll(schema: object): boolean {
  const { properties, required, additionalProperties } = schema as Record<string, unknown>;
  const names = Object.keys(properties ?? {});
  return additionalProperties === false && Array.isArray(required) && names.every((name) => required.includes(name));
}
