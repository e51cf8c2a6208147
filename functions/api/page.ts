import { decodeBase64Url, encodeBase64Url } from "hono/utils/encode";
import { z } from "zod";
import { AppError } from "../../shared/errors.ts";

/** How many rows a page has where nothing else is asked for. */
export const usualLimit = 20;

/** How every list is asked for: how many, and after which row. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(usualLimit).describe("How many at most"),
  cursor: z.string().max(500).optional().describe("`next_cursor` of the page before"),
});

/** A page of anything, with what leads to the next one; both are null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable(), next: z.string().nullable() });
}

/**
 * Cuts a page out of `limit + 1` rows: the extra row only says that there is more. `cursorOf` is where the page after a
 * row begins; `address` is the list's own, as its caller reaches it.
 */
export function toPage<Row>(rows: Row[], limit: number, address: URL, cursorOf: (row: Row) => string) {
  const data = rows.slice(0, limit);
  const last = rows.length > limit ? data.at(-1) : undefined;
  if (!last) return { data, next_cursor: null, next: null };
  const cursor = cursorOf(last);
  address.searchParams.set("cursor", cursor);
  return { data, next_cursor: cursor, next: address.href };
}

/**
 * The cursors of one list: a row's place in its order as opaque text, and back. A cursor says which list it is of, so that
 * another list's is refused. `read` throws `invalid_cursor`; of no cursor it makes undefined, the beginning.
 */
export function createCursors<Key extends z.ZodType>(list: string, key: Key) {
  const Cursor = z.tuple([z.literal(list), z.unknown()]);
  return {
    write: (place: unknown[]): string =>
      encodeBase64Url(new TextEncoder().encode(JSON.stringify([list, place])).buffer),
    read(cursor: string | undefined): z.output<Key> | undefined {
      if (cursor === undefined) return undefined;
      try {
        const [, place] = Cursor.parse(JSON.parse(new TextDecoder().decode(decodeBase64Url(cursor))));
        return key.parse(place);
      } catch (cause) {
        throw new AppError("invalid_cursor", "Send a cursor of this list as it came, or none", {
          cause,
        });
      }
    },
  };
}

/** A moment that a row can hold: Postgres knows no year 0. */
export const Moment = z.iso.datetime({ offset: true }).refine(
  (time) => Date.parse(time) >= 0,
  "Must be a moment since 1970",
);

/** Cursors of a list of rows, newest first: the time alone does not tell two rows of one moment apart. */
export function createNewestFirstCursors(list: string) {
  const { write, read } = createCursors(list, z.tuple([Moment, z.uuid()]));
  return { read, write: (row: { created_at: Date; id: string }) => write([row.created_at, row.id]) };
}
