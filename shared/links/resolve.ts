import { AppError } from "../errors.ts";
import { checkUrl } from "../net/check_url.ts";
import { openDirect } from "./direct.ts";
import { findDriveFile, openDriveFile } from "./google_drive.ts";
import type { LinkOptions, OpenLink } from "./types.ts";
import { findYouTubeVideo, isYouTube, openYouTubeVideo } from "./youtube.ts";

/**
 * Finds out what kind of link it is and how its file is opened, without asking anybody. Throws `url_not_allowed`,
 * `link_not_a_file` and `link_not_supported`.
 */
export function resolveLink(link: string, options: LinkOptions): OpenLink {
  const url = new URL(link);
  checkUrl(url, options);
  const driveFile = findDriveFile(url);
  if (driveFile) return (deps, request) => openDriveFile(driveFile, options.googleDriveUrl, deps, request);
  if (!isYouTube(url)) return (deps, request) => openDirect(url, deps, request);
  if (!options.youtubeEnabled) {
    throw new AppError("link_not_supported", "Links to YouTube are not supported here: upload the audio instead");
  }
  const video = findYouTubeVideo(url);
  return (deps, request) => openYouTubeVideo(video, deps, request);
}
