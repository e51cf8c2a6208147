import { z } from "zod";

/**
 * Where somebody wants to be told, in the spelling of the URL parser. Whether it may be called is for `checkUrl` to say, here
 * and again whenever it is called.
 */
export const WebhookUrl = z.url({ normalize: true, error: "Must be a URL" }).max(2000);
