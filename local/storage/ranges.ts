import { invalidRange } from "./errors.ts";

/** The bytes that a `Range` header asks of `size` bytes, both ends included. Throws `InvalidRange` for anything but one that can be met. */
export function parseRange(header: string, size: number): { start: number; end: number } {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) throw invalidRange();
  const start = from === "" ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) throw invalidRange();
  return { start, end };
}
