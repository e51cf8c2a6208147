export type StorageProxy = AsyncDisposable & {
  url: string;
  /** Paths of the objects that were asked for, in order. */
  asked: string[];
  /** Called before an object is passed on; what it gives is the answer instead. */
  before: (path: string) => Promise<Response | void> | Response | void;
};

const objects = "/storage/v1/object/audio/";

/** Stands between a stack and who reads its objects. */
export function startStorageProxy(stack: { url: string }): StorageProxy {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    if (request.method === "GET" && pathname.startsWith(objects)) {
      const path = decodeURIComponent(pathname.slice(objects.length));
      proxy.asked.push(path);
      const instead = await proxy.before(path);
      if (instead) return instead;
    }
    return await fetch(`${stack.url}${pathname}${search}`, request);
  });
  const proxy: StorageProxy = {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked: [],
    before: () => {},
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return proxy;
}
