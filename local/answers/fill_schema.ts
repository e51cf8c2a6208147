import { z } from "zod";

/** What is found in one place, by the names that our prompts have for it. */
export type Found = Record<string, string | number | null>;

const Schema = z.object({ properties: z.record(z.string(), z.unknown()), items: z.unknown() }).partial();

/** Writes what was found as the schema wants it: in its list of objects, with the properties that it names. */
export function fillSchema(schema: Record<string, unknown>, found: Found[]): string {
  const { properties = {} } = Schema.parse(schema);
  const filled = Object.entries(properties).map(([name, property]) => {
    const { items = {} } = Schema.parse(property);
    const names = Object.keys(Schema.parse(items).properties ?? {});
    return [name, found.map((facts) => Object.fromEntries(names.map((key) => [key, facts[key] ?? null])))];
  });
  return JSON.stringify(Object.fromEntries(filled));
}
