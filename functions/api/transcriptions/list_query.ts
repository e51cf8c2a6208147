import { z } from "zod";
import { Language, Tag } from "../entries/schemas.ts";
import { Text } from "../input.ts";
import { Moment, PageQuery } from "../page.ts";
import { statuses } from "./schemas.ts";

const listOfStatuses = z.string()
  .transform((text) => [...new Set(text.split(",").map((status) => status.trim()))])
  .pipe(z.array(z.enum(statuses)));

/** What a list of transcriptions is narrowed down by. */
export const filters = {
  status: listOfStatuses.optional().describe("One status, or several with commas between them"),
  entry_id: z.uuid().optional().describe("Of one entry"),
  provider: Text.trim().min(1).max(50).optional().describe("Of one provider"),
  language: Language.optional().describe("In one language"),
  tag: Tag.optional().describe("One of the entry's tags"),
  q: Text.trim().min(1).max(200).optional().describe("Part of the entry's title or of the text"),
  created_after: Moment.optional().describe("This moment, or later"),
  created_before: Moment.optional().describe("Before this moment"),
};

/** Two ways through the list: from cursor to cursor, which stays put while new rows arrive, or by the number of a page. */
export const TranscriptionsQuery = z.object({
  ...PageQuery.shape,
  limit: PageQuery.shape.limit.unwrap().optional().describe("20 where absent"),
  page: z.coerce.number().int().min(1).max(1_000_000).optional().describe("Number of the page, from 1"),
  page_size: z.coerce.number().int().min(1).max(100).optional().describe("10 where absent"),
  group: z.literal("status").optional().describe("The page's transcriptions by status, and how many there are of each"),
  ...filters,
}).refine((query) => !isByCursor(query) || !isByNumber(query), {
  message: "Go on by 'cursor' and 'limit', or by 'page' and 'page_size'; groups have pages",
  path: ["page"],
});

export type TranscriptionsQuery = z.output<typeof TranscriptionsQuery>;
/** What narrows a list down, and where it goes on. */
export type Filters = z.output<z.ZodObject<typeof filters>> & { cursor?: string | undefined };

/** True where pages are asked for by their number. */
export function isByNumber({ page, page_size, group }: { page?: unknown; page_size?: unknown; group?: unknown }) {
  return page !== undefined || page_size !== undefined || group !== undefined;
}

function isByCursor({ cursor, limit }: { cursor?: unknown; limit?: unknown }) {
  return cursor !== undefined || limit !== undefined;
}
