/** A request that is kept. */
export type Held = {
  /** Resolves when it is there: before the provider has seen it, or when the provider has answered it. */
  reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
  /** Lets it end here: the provider never sees it, or its answer is lost. */
  drop(): void;
};

/** Stands before a provider's server and keeps single requests for as long as a test wants. */
export type Gate = AsyncDisposable & {
  url: string;
  /** Keeps the next request that holds `text` in its line or body: before it is passed on, or after that, its answer. */
  hold(when: "before" | "after", text: string): Held;
};

type Hold = Held & { when: "before" | "after"; text: string; keep(): Promise<boolean> };

/** Starts a gate before the server at `target`, on a free port. */
export function startGate(target: string): Gate {
  const holds: Hold[] = [];
  const end = new AbortController();
  const http = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: end.signal },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const body = await request.bytes();
      const text = `${request.method} ${decodeURIComponent(pathname + search)}\n${new TextDecoder().decode(body)}`;
      const index = holds.findIndex((hold) => text.includes(hold.text));
      const [hold] = index === -1 ? [] : holds.splice(index, 1);
      if (hold?.when === "before" && !(await hold.keep())) return lost();
      const headers = new Headers(request.headers);
      for (const name of ["host", "content-length"]) headers.delete(name);
      const passed = { method: request.method, headers, ...(body.length > 0 && { body }) };
      const response = await fetch(target + pathname + search, passed);
      const answer = await response.bytes();
      if (hold?.when === "after" && !(await hold.keep())) return lost();
      return new Response(answer, { status: response.status, headers: response.headers });
    },
  );
  return {
    url: `http://127.0.0.1:${http.addr.port}`,
    hold(when, text) {
      const hold = createHold(when, text);
      holds.push(hold);
      return hold;
    },
    async [Symbol.asyncDispose]() {
      end.abort();
      await http.finished;
    },
  };
}

const lost = () => new Response(null, { status: 503 });

function createHold(when: Hold["when"], text: string): Hold {
  const reached = Promise.withResolvers<void>();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  return {
    ...{ when, text, reached: reached.promise, release: () => resolve(true), drop: () => resolve(false) },
    keep() {
      reached.resolve();
      return promise;
    },
  };
}
