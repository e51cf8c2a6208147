import { AppError } from "../errors.ts";

const hosts = new Set(["youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be"]);
const videoId = /^[\w-]{11}$/;

/** True for a link to YouTube, whatever it leads to there. */
export function isYouTube({ hostname }: URL): boolean {
  return hosts.has(hostname);
}

/** The id of the video that a link names: watch, shorts, live and embed pages, and short links. Throws `link_not_a_file`. */
export function findYouTubeVideo({ hostname, pathname, searchParams }: URL): string {
  const id = hostname === "youtu.be"
    ? pathname.slice(1)
    : /^\/(?:shorts|live|embed|v)\/([^/]+)/.exec(pathname)?.[1] ?? searchParams.get("v") ?? "";
  if (videoId.test(id)) return id;
  throw new AppError("link_not_a_file", "The link names no video of YouTube: copy it from the video's 'Share' menu");
}
