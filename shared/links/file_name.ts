import { parse } from "content-disposition";

/** What a file is called: by its source, else by the last part of its URL. At most 255 characters, with no folders. */
export function fileNameOf(headers: Headers, url?: URL): string | undefined {
  return clean(nameInHeader(headers.get("content-disposition") ?? "")) ?? clean(url && lastPart(url));
}

/** The last part of a URL's path, as it was before it was encoded. */
export function lastPart({ pathname }: URL): string {
  const part = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function nameInHeader(header: string): string | undefined {
  const { filename } = parse(header).parameters;
  if (filename === undefined) return undefined;
  // Many write UTF-8 where RFC 6266 has Latin-1, which it then is as well.
  if (/[\u0100-\uffff]/.test(filename)) return filename;
  const bytes = Uint8Array.from(filename, (character) => character.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return filename;
  }
}

function clean(name: string | undefined): string | undefined {
  // deno-lint-ignore no-control-regex -- control characters are what must go
  const base = (name ?? "").toWellFormed().replace(/^.*[/\\]/s, "").replace(/[\x00-\x1f\x7f]+/g, " ").trim();
  return [...base].slice(0, 255).join("") || undefined;
}
