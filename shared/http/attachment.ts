/**
 * A `Content-Disposition` that makes a browser save a file under a title. Both forms of the name are given, as older
 * clients read only the plain one. Source: RFC 6266, section 4.3 and appendix D.
 */
export function attachment(title: string, extension: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what must go
  const name = title.replace(/[\u0000-\u001f\u007f/\\:*?"<>|]+/g, " ").trim().slice(0, 150) || "transcript";
  const plain = name.normalize("NFKD").replace(/[^\x20-\x7e]+/g, "").trim() || "transcript";
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}.${extension}"; filename*=UTF-8''${encoded}.${extension}`;
}
