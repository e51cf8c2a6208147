import { z } from "zod";
import { Language, Tag } from "../entries/schemas.ts";
import { Text } from "../input.ts";
import { Moment, pageOf, PageQuery } from "../page.ts";
import { isSearchable } from "../../../shared/reading/find_phrase.ts";

export const SearchQuery = PageQuery.extend({
  q: Text.max(200).refine(isSearchable, "Must hold a letter or a digit")
    .describe('Words, "phrases", `or`, and - before what is to be left out'),
  language: Language.optional().describe("In one language"),
  created_after: Moment.optional().describe("This moment, or later"),
  created_before: Moment.optional().describe("Before this moment"),
  speaker: Text.trim().min(1).max(200).optional().describe("A speaker's label or name, in any case"),
  tag: Tag.optional().describe("One of the entry's tags"),
  entry_id: z.uuid().optional().describe("In one entry"),
  transcription_id: z.uuid().optional().describe("In one transcript"),
});

export type SearchQuery = z.output<typeof SearchQuery>;

const shared = {
  entry_id: z.uuid(),
  title: z.string().describe("The entry's"),
  tags: z.array(z.string()).describe("The entry's"),
  language: z.string().nullable(),
  created_at: z.iso.datetime(),
  rank: z.number().describe("The best first; says nothing beside another search's"),
  snippet: z.string().describe("HTML: escaped text, with what was found in <mark>"),
};

const FoundSegment = z.object({
  kind: z.literal("segment"),
  ...shared,
  transcription_id: z.uuid(),
  segment: z.int().describe("Its position in the transcript"),
  start_ms: z.int().nullable(),
  end_ms: z.int().nullable(),
  speaker: z.string().nullable().describe("The label"),
  speaker_name: z.string().nullable(),
}).meta({ ref: "FoundSegment" });

const FoundEntry = z.object({
  kind: z.literal("entry"),
  ...shared,
  file_name: z.string().nullable(),
}).meta({ ref: "FoundEntry" });

export const SearchResult = z.discriminatedUnion("kind", [FoundSegment, FoundEntry]).meta({ ref: "SearchResult" });
export type SearchResult = z.infer<typeof SearchResult>;

export const SearchPage = pageOf(SearchResult).extend({ total: z.int().describe("Results on all pages") });
