/** `hh:mm:ss` of milliseconds; with a separator, the milliseconds behind it. */
export function clock(milliseconds: number, separator?: "," | "."): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, "0");
  const [h, m, s] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  const seconds = `${part(h, 2)}:${part(m, 2)}:${part(s, 2)}`;
  return separator ? `${seconds}${separator}${part(milliseconds % 1000, 3)}` : seconds;
}
