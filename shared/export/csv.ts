import { clock } from "./clock.ts";
import type { Exportable } from "./exporters.ts";
import { speakerName } from "./speaker_name.ts";

const header = ["start_ms", "end_ms", "start", "end", "speaker", "text"];

/** Without it Excel takes UTF-8 for the code page of its computer; parsers skip it. */
const byteOrderMark = "\uFEFF";

/** A row a segment, the header first. Source: RFC 4180. */
export function toCsv({ segments, speakers }: Exportable): string {
  const rows = segments.map(({ start_ms, end_ms, speaker, text }) => [
    ...[start_ms, end_ms].map((time) => time?.toString() ?? ""),
    ...[start_ms, end_ms].map((time) => time == null ? "" : clock(time, ".")),
    speakerName(speaker, speakers) ?? "",
    text,
  ]);
  return byteOrderMark + [header, ...rows].map((cells) => cells.map(toCell).join(",") + "\r\n").join("");
}

/** A spreadsheet must not run what somebody said. Source: OWASP, "CSV Injection". */
function toCell(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
