import { Webhook } from "standardwebhooks";
import type { Config } from "../../shared/config.ts";
import { AppError } from "../../shared/errors.ts";
import type { GuardedFetch } from "../../shared/net/guarded_fetch.ts";
import { Unreachable } from "../../shared/net/unreachable.ts";
import type { Attempt, Delivery } from "../../shared/webhooks/deliveries.ts";
import { subjectUrl } from "../../shared/webhooks/event_types.ts";
import { makeSigningSecrets } from "../../shared/webhooks/signing_secrets.ts";

export type SendDeps = {
  config: Pick<Config, "publicUrl" | "webhookKey" | "previousWebhookKey">;
  guardedFetch: GuardedFetch;
  /** How long a receiver may take, answer and all. Short: a worker does few jobs at once. */
  webhookSeconds?: number;
};

const mostBytes = 64 * 1024;
const excerptLength = 500;

/**
 * Makes one attempt to deliver: a POST in the form of Standard Webhooks, signed with every secret that is in force. Whatever
 * a receiver does is an attempt that failed; only the end of `signal` is thrown.
 */
export async function sendWebhook(deps: SendDeps, delivery: Delivery, signal: AbortSignal): Promise<Attempt> {
  const { guardedFetch, webhookSeconds = 10 } = deps;
  const request = await describeRequest(deps, delivery);
  const timeout = AbortSignal.timeout(webhookSeconds * 1000);
  const init = { ...request, method: "POST", redirect: "manual", signal: AbortSignal.any([signal, timeout]) } as const;
  try {
    const response = await guardedFetch(delivery.url, init);
    return { status: response.status, excerpt: await readExcerpt(response), error: explainStatus(response.status) };
  } catch (error) {
    signal.throwIfAborted();
    const late = timeout.aborted && `It did not answer within ${webhookSeconds} seconds`;
    return { status: null, excerpt: null, error: late || explainError(error) };
  }
}

/** Source: Standard Webhooks 1.0.0, "Webhook headers" and "Payload structure". */
async function describeRequest({ config }: SendDeps, { id, type, data, createdAt, signer }: Delivery) {
  const url = subjectUrl(config.publicUrl, type, data.id);
  const body = JSON.stringify({ type, timestamp: createdAt.toISOString(), data: { ...data, url } });
  const now = new Date();
  const keys = [config.webhookKey, config.previousWebhookKey].filter((key) => key !== undefined);
  const secrets = await makeSigningSecrets(keys, signer);
  const headers = {
    "content-type": "application/json",
    "user-agent": "Stenobase",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(" "),
  };
  return { headers, body };
}

/** The beginning of an answer. The status says all that counts, so a body that breaks off is no error. */
async function readExcerpt({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      bytes += chunk.length;
      if (bytes >= mostBytes) break;
    }
  } catch {
    // What came so far has to do.
  }
  // Postgres holds no NUL.
  return text.slice(0, excerptLength).replaceAll("\0", "\ufffd").toWellFormed();
}

function explainStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `It answered ${status}, and redirects are not followed`;
  return `It answered ${status}`;
}

function explainError(error: unknown): string {
  return error instanceof AppError || error instanceof Unreachable ? error.message : "It could not be called";
}
