/** A page of a list, as the API gives it. */
export type Page<Item> = { data: Item[]; next_cursor: string | null };

/**
 * Goes through a list from page to page: `read` gives the page at a cursor, and without one the first. Throws what `read`
 * throws.
 */
export async function* eachItem<Item>(
  read: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, void> {
  let cursor: string | undefined;
  for (;;) {
    const { data, next_cursor } = await read(cursor);
    yield* data;
    if (next_cursor === null) return;
    cursor = next_cursor;
  }
}
