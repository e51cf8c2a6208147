import type { HonoRequest } from "hono";
import { AppError } from "../../shared/errors.ts";

/** Far more than any form of ours has fields. */
const mostParts = 300;

/**
 * Refuses a form of too many parts by the marks between them: to take a hundred thousand apart takes seconds (measured: 90,000
 * in 4 MiB take 2 on Deno 2.1.4). The body stays readable. Throws `invalid_request`.
 */
export async function refuseManyParts(request: HonoRequest): Promise<void> {
  const [, quoted, bare] = /boundary=(?:"([^"]*)"|([^\s;]*))/i.exec(request.header("content-type") ?? "") ?? [];
  const mark = `--${quoted ?? bare ?? ""}`;
  const text = new TextDecoder("latin1").decode(await request.arrayBuffer());
  let parts = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) {
    if (++parts > mostParts) throw new AppError("invalid_request", `Send a form of ${mostParts} parts at most`);
  }
}
