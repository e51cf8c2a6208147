import { decodeBase64Url, encodeBase64Url } from "hono/utils/encode";
import { z } from "zod";
import { AppError } from "../../shared/errors.ts";

/** How every list is asked for: how many, and after which row. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional().describe("`next_cursor` of the page before"),
});

/** A page of anything, with what leads to the next one; both are null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable(), next: z.string().nullable() });
}

/**
 * Cuts a page out of `limit + 1` rows: the extra row only says that there is more. `keyOf` names where the next page
 * begins, in the order of the list; `address` is the list's own, as its caller reaches it.
 */
export function toPage<Row>(rows: Row[], limit: number, address: URL, keyOf: (row: Row) => unknown[]) {
  const data = rows.slice(0, limit);
  const last = rows.length > limit ? data.at(-1) : undefined;
  if (!last) return { data, next_cursor: null, next: null };
  const cursor = encodeBase64Url(new TextEncoder().encode(JSON.stringify(keyOf(last))).buffer);
  address.searchParams.set("cursor", cursor);
  return { data, next_cursor: cursor, next: address.href };
}

/** Where the page after `cursor` begins; undefined for the first. Throws `invalid_cursor`. */
export function readCursor<Key extends z.ZodType>(cursor: string | undefined, key: Key): z.output<Key> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return key.parse(JSON.parse(new TextDecoder().decode(decodeBase64Url(cursor))));
  } catch (cause) {
    throw new AppError("invalid_cursor", "Use 'next_cursor' of the page before as it is, or none", { cause });
  }
}

/** Newest first: the time alone does not tell two rows of one moment apart. */
export const NewestFirstKey = z.tuple([z.iso.datetime().refine((time) => Date.parse(time) >= 0), z.uuid()]);
