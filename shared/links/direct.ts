import { fileNameOf } from "./file_name.ts";
import type { LinkDeps, LinkRequest, OpenedLink } from "./types.ts";

/** Asks for the file that a URL names. */
export async function openDirect(
  url: URL,
  { guardedFetch }: LinkDeps,
  request: LinkRequest,
): Promise<OpenedLink> {
  const response = await guardedFetch(url, request);
  return { response, fileName: fileNameOf(response.headers, url) };
}
