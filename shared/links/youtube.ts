import { AppError } from "../errors.ts";
import type { LinkDeps, LinkRequest, OpenedLink } from "./types.ts";

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

/**
 * Asks YouTube for the sound of a video. As the app for iPhones, whose addresses need no script of YouTube's to be run here.
 * YouTube refuses many requests from data centres, and whatever it says no to is `source_unavailable`.
 */
export async function openYouTubeVideo(
  id: string,
  { fetch: fetchFn, guardedFetch }: LinkDeps,
  request: LinkRequest,
): Promise<OpenedLink> {
  const { title, url } = await findSound(id, fetchFn).catch((cause) => {
    throw cause instanceof AppError ? cause : unavailable("it does not answer as it used to", cause);
  });
  const response = await guardedFetch(url, request);
  return { response, fileName: `${[...title].slice(0, 200).join("")}.m4a`, title };
}

async function findSound(id: string, fetchFn: typeof fetch): Promise<{ title: string; url: string }> {
  const { Innertube, Log } = await import("youtubei.js");
  Log.setLevel(Log.Level.NONE);
  const youtube = await Innertube.create({
    fetch: fetchFn,
    generate_session_locally: true,
    retrieve_player: false,
    retrieve_innertube_config: false,
    enable_session_cache: false,
  });
  const info = await youtube.getBasicInfo(id, { client: "IOS" });
  const { status, reason } = info.playability_status ?? {};
  if (status !== "OK") throw unavailable(reason ? `it says "${reason}"` : "it does not play the video");
  if (info.basic_info.is_live) throw unavailable("the video is live: bring it when it has ended");
  const url = await info.chooseFormat({ type: "audio", quality: "best", format: "mp4" }).decipher();
  if (!url) throw unavailable("it names no address for the sound");
  return { title: info.basic_info.title ?? id, url };
}

function unavailable(why: string, cause?: unknown): AppError {
  return new AppError(
    "source_unavailable",
    `YouTube does not give the sound of the video, ${why}. Try again later, or upload the audio instead`,
    { cause },
  );
}
