/**
 * Text without the characters that XML cannot hold and programs choke on: control characters and what Unicode says is no
 * character. Source: XML 1.0, section 2.2.
 */
export function cleanText(text: string): string {
  return text.replaceAll(
    /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\u{10000}-\u{10ffff}]/gu,
    "",
  );
}
