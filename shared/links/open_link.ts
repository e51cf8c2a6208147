import { openDirect } from "./direct.ts";
import { openDriveFile } from "./google_drive.ts";
import { openYouTubeVideo } from "./open_youtube.ts";
import { recogniseLink } from "./recognise_link.ts";
import type { LinkOptions, OpenLink } from "./types.ts";

/** How the file behind a link is opened. Throws what `recogniseLink` throws. */
export function findOpener(text: string, options: LinkOptions): OpenLink {
  const link = recogniseLink(text, options);
  return (deps, request) => {
    switch (link.kind) {
      case "drive":
        return openDriveFile(link.file, options.googleDriveUrl, deps, request);
      case "youtube":
        return openYouTubeVideo(link.video, deps, request);
      case "direct":
        return openDirect(link.url, deps, request);
    }
  };
}
