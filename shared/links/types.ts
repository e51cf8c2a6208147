import type { Reach } from "../net/check_url.ts";
import type { GuardedFetch } from "../net/guarded_fetch.ts";

export type LinkOptions = Reach & {
  youtubeEnabled: boolean;
  /** Where files of Google Drive are downloaded from. */
  googleDriveUrl: string;
};

/** `fetch` is for services that we chose ourselves, `guardedFetch` for what a link leads to. */
export type LinkDeps = { guardedFetch: GuardedFetch; fetch: typeof fetch };

/** `headers` ask for a part of the file. */
export type LinkRequest = { headers: Record<string, string>; signal: AbortSignal };

/** The answer of a source, whatever its status, and what it calls the file, and what is in it, where that is known. */
export type OpenedLink = { response: Response; fileName: string | undefined; title?: string };

/** Asks the source for its file. Throws `url_not_allowed`, the codes of its kind of link, and `Unreachable`. */
export type OpenLink = (deps: LinkDeps, request: LinkRequest) => Promise<OpenedLink>;
