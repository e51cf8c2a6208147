/**
 * A `Content-Disposition` that makes a browser save a file under a title. Both forms of the name are given, as older
 * clients read only the plain one. Source: RFC 6266, section 4.3 and appendix D.
 */
export function attachment(title: string, extension: string): string {
  const name = toFileName([...title].slice(0, 150).join("")) || "transcript";
  // Taking characters apart brings forbidden ones back: a full-width quote becomes a quote.
  const plain = toFileName(name.normalize("NFKD").replace(/[^\x20-\x7e]+/g, "")) || "transcript";
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}.${extension}"; filename*=UTF-8''${encoded}.${extension}`;
}

function toFileName(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what must go
  return text.replace(/[\s\u0000-\u001f\u007f/\\:*?"<>|]+/g, " ").trim();
}
