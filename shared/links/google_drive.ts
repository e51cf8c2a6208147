import { AppError } from "../errors.ts";
import { fileNameOf } from "./file_name.ts";
import type { LinkDeps, LinkRequest, OpenedLink } from "./types.ts";

/** A file that is shared by link. Older ones have a resource key beside their id. */
export type DriveFile = { id: string; resourceKey: string | undefined };

const hosts = new Set(["drive.google.com", "docs.google.com", "drive.usercontent.google.com"]);
const fileId = /^[\w-]{10,200}$/;
/** What `docs.google.com` edits itself is no file that could be downloaded as it is. */
const editors = /\/(document|spreadsheets|presentation|forms|drawings)\//;
/** The page that asks before a large file is downloaded is smaller. */
const largestPage = 1024 * 1024;

/** The file that a share link of Google Drive names, in all its forms; undefined for any other link. Throws `link_not_a_file`. */
export function findDriveFile(url: URL): DriveFile | undefined {
  if (!hosts.has(url.hostname)) return undefined;
  const { pathname, searchParams } = url;
  if (/\/(folders|folderview|embeddedfolderview|drive)(\/|$)/.test(pathname)) {
    throw new AppError("link_not_a_file", "The link leads to a folder of Google Drive: share the file in it");
  }
  if (editors.test(pathname)) {
    throw new AppError("link_not_a_file", "The link leads to a document of Google Docs: share an audio file");
  }
  const id = /\/file\/(?:u\/\d+\/)?d\/([^/]+)/.exec(pathname)?.[1] ?? searchParams.get("id") ?? "";
  if (!fileId.test(id)) {
    throw new AppError(
      "link_not_a_file",
      "The link names no file of Google Drive: copy it from the file's 'Share' menu",
    );
  }
  return { id, resourceKey: searchParams.get("resourcekey") ?? undefined };
}

/**
 * Asks Google Drive for a file and confirms that it may be downloaded though it is too large to be scanned. Throws
 * `link_not_accessible` where the file is not shared by link, `source_unavailable` where it was downloaded too often today.
 */
export async function openDriveFile(
  { id, resourceKey }: DriveFile,
  baseUrl: string,
  { guardedFetch }: LinkDeps,
  request: LinkRequest,
): Promise<OpenedLink> {
  const url = new URL(`${baseUrl}/download`);
  url.search = String(new URLSearchParams({ id, export: "download", confirm: "t" }));
  if (resourceKey !== undefined) url.searchParams.set("resourcekey", resourceKey);
  let response = await guardedFetch(url, request);
  if (isPage(response)) {
    for (const [name, value] of readConfirmation(await readText(response))) url.searchParams.set(name, value);
    response = await guardedFetch(url, request);
  }
  if (isPage(response)) {
    await response.body?.cancel();
    throw notShared();
  }
  return { response, fileName: fileNameOf(response.headers) };
}

function isPage(response: Response): boolean {
  return response.ok && /^text\/html\b/i.test(response.headers.get("content-type") ?? "");
}

/** The hidden fields of the form by which a download is confirmed. */
function readConfirmation(page: string): [string, string][] {
  if (/quota exceeded|too many users have viewed or downloaded/i.test(page)) {
    throw new AppError(
      "source_unavailable",
      "Google Drive says that the file was downloaded too often today: try again tomorrow, or share a copy of it",
    );
  }
  if (!page.includes('id="download-form"')) throw notShared();
  return [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
    name,
    value.replaceAll("&amp;", "&"),
  ]);
}

function notShared(): AppError {
  return new AppError(
    "link_not_accessible",
    "Google Drive does not give the file to everybody: share it with 'Anyone with the link', then try again",
  );
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > largestPage) break;
  }
  return text;
}
