import { Webhook } from "standardwebhooks";
import type { TestApi } from "./api.ts";
import type { Person } from "./people.ts";

export type Received = { headers: Record<string, string>; body: string };

export type Receiver = AsyncDisposable & {
  url: string;
  /** All that came, in order. */
  received: Received[];
  /** What it answers from now on; 204 where nothing else is said. */
  answer: (request: Request) => Response | Promise<Response>;
};

/** A server of a user's that is told what happens. */
export function startReceiver(): Receiver {
  const received: Received[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    received.push({ headers: Object.fromEntries(request.headers), body: await request.text() });
    return await receiver.answer(request);
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${server.addr.port}/hook?key=of-the-receiver`,
    received,
    answer: () => new Response(null, { status: 204 }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return receiver;
}

/** What a receiver reads in a message once it has verified it with the official library. Throws where it was not signed so. */
export function verify(
  { body, headers }: Received,
  secret: string,
): { type: string; timestamp: string; data: unknown } {
  return new Webhook(secret).verify(body, headers) as ReturnType<typeof verify>;
}

/** True where the message is signed with this secret, perhaps among others. */
export function isSignedWith(message: Received, secret: string): boolean {
  try {
    verify(message, secret);
    return true;
  } catch {
    return false;
  }
}

/** Adds an endpoint through the API. */
export async function createWebhook(api: TestApi, person: Person, fields: { url: string; events?: string[] }) {
  const response = await api.call(person, "POST", "/webhooks", fields);
  const webhook: { id: string; secret: string } = await response.json();
  if (response.status !== 201) throw new Error(JSON.stringify(webhook));
  return webhook;
}
