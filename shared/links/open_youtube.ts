import { AppError } from "../errors.ts";
import type { LinkDeps, LinkRequest, OpenedLink } from "./types.ts";

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
