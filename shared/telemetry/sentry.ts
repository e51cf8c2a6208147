import { createStackParser, nodeStackLineParser } from "@sentry/core";
import { createTransport, DenoClient, Scope } from "@sentry/deno";
import { describeCause } from "../describe_cause.ts";
import type { Report } from "../log.ts";
import { version } from "../version.ts";
import { createBudget } from "./budget.ts";

export type SentryOptions = { dsn: string; fetch: typeof fetch; waitUntil: (work: Promise<unknown>) => void };

const perMinute = 60;
const flushMilliseconds = 5000;

/**
 * Reports what is logged as an error to Sentry, or what takes its envelopes: the event, what was thrown without anything that
 * looks like a secret, and the fields of the line as tags. Of people it tells the user's id alone. None of Sentry's own
 * integrations is used: they would send requests and what was logged before.
 */
export function createSentry({ dsn, fetch: fetchFn, waitUntil }: SentryOptions): Report {
  const client = new DenoClient({
    dsn,
    release: `stenobase@${version}`,
    // It would ask the system for one, which functions may not.
    serverName: "stenobase",
    integrations: [],
    sendClientReports: false,
    stackParser: createStackParser(nodeStackLineParser()),
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const response = await fetchFn(options.url, {
          method: "POST",
          headers: options.headers ?? {},
          body: body as Uint8Array<ArrayBuffer>,
        });
        await response.body?.cancel();
        const { status, headers } = response;
        return {
          statusCode: status,
          headers: {
            "x-sentry-rate-limits": headers.get("x-sentry-rate-limits"),
            "retry-after": headers.get("retry-after"),
          },
        };
      }),
  });
  client.init();
  const hasRoom = createBudget(perMinute);
  return (event, thrown, { user_id, ...fields }) => {
    if (!hasRoom()) return;
    const scope = new Scope();
    scope.setTags({ event, ...fields });
    if (user_id) scope.setUser({ id: String(user_id) });
    client.captureException(harmless(thrown), {}, scope);
    waitUntil(Promise.resolve(client.flush(flushMilliseconds)).catch(() => false));
  };
}

/** What was thrown, as the log tells it. */
function harmless(thrown: unknown): Error {
  const { cause, stack, caused_by } = describeCause(thrown);
  const [, name = "Error", message = ""] = /^(?:(\w+): )?([^]*)$/.exec(cause) ?? [];
  const error = new Error(caused_by ? `${message} (caused by ${caused_by})` : message);
  error.name = name;
  error.stack = stack ?? "";
  return error;
}
