import { answerInvalid, ProviderError } from "../provider_error.ts";

/** How long a service may be silent: until the first bytes of its answer, and then between two reads. */
export type Patience = { firstMs: number; idleMs: number };

/** A function lives for 150 seconds and more; a model that thinks sends signs of life meanwhile. */
export const patience: Patience = { firstMs: 60_000, idleMs: 30_000 };

/**
 * `fetchFn` for one streamed answer. Tells `fail` where the service is silent for too long, or answers a success that is no
 * stream. Bytes count, whatever they say, and only while they are waited for: a slow reader is not the service's fault.
 */
export function watchFetch(
  fetchFn: typeof fetch,
  provider: string,
  { firstMs, idleMs }: Patience,
  fail: (error: ProviderError) => void,
): { fetch: typeof fetch; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => clearTimeout(timer);
  const waitFor = (milliseconds: number) => {
    end();
    const message = `${provider} was silent for ${Math.round(milliseconds / 1000)} seconds`;
    timer = setTimeout(() => fail(new ProviderError("provider_unavailable", message)), milliseconds);
  };
  return {
    end,
    async fetch(input, init) {
      waitFor(firstMs);
      const response = await fetchFn(input, init);
      if (response.ok && /json|html/.test(response.headers.get("content-type") ?? "")) {
        await response.body?.cancel();
        const error = answerInvalid(provider, undefined, "a stream");
        fail(error);
        throw error;
      }
      const reader = response.body?.getReader();
      if (!reader) return response;
      let isFirst = true;
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        async pull(controller) {
          if (!isFirst) waitFor(idleMs);
          isFirst = false;
          const { done, value } = await reader.read().finally(end);
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      }, { highWaterMark: 0 });
      return new Response(body, response);
    },
  };
}
