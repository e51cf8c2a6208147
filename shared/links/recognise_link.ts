import { AppError } from "../errors.ts";
import { checkUrl } from "../net/check_url.ts";
import { type DriveFile, findDriveFile } from "./google_drive.ts";
import type { LinkOptions } from "./types.ts";
import { findYouTubeVideo, isYouTube } from "./youtube.ts";

/** What a link leads to, as far as it can be told from the link alone. */
export type Link =
  | { kind: "direct"; url: URL }
  | { kind: "drive"; file: DriveFile }
  | { kind: "youtube"; video: string };

/** Finds out what kind of link it is, without asking anybody. Throws `url_not_allowed`, `link_not_a_file`, `link_not_supported`. */
export function recogniseLink(text: string, options: LinkOptions): Link {
  const url = new URL(text);
  checkUrl(url, options);
  const file = findDriveFile(url);
  if (file) return { kind: "drive", file };
  if (!isYouTube(url)) return { kind: "direct", url };
  if (options.youtubeEnabled) return { kind: "youtube", video: findYouTubeVideo(url) };
  throw new AppError("link_not_supported", "Links to YouTube are not supported here: upload the audio instead");
}
