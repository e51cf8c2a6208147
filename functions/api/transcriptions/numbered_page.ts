import { z } from "zod";

const address = z.string().nullable();

/** What a page that has a number says of itself beside its rows. */
export const PageNumbers = z.object({
  page: z.int(),
  page_size: z.int(),
  total: z.int().describe("Rows on all pages"),
  pages: z.int(),
  next: address,
  previous: address,
});

/** Where a page stands among `total` rows; `list` is the list's own address, as its caller reaches it. */
export function numberPage(list: URL, page: number, pageSize: number, total: number): z.infer<typeof PageNumbers> {
  const pages = Math.ceil(total / pageSize);
  const addressOf = (number: number) => {
    const url = new URL(list);
    url.searchParams.set("page", `${number}`);
    return url.href;
  };
  return {
    ...{ page, page_size: pageSize, total, pages },
    next: page < pages ? addressOf(page + 1) : null,
    // Behind the end, the way back leads to the last page.
    previous: page > 1 && pages > 0 ? addressOf(Math.min(page - 1, pages)) : null,
  };
}
