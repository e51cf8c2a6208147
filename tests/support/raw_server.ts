/** Text or bytes, each sent in a write of its own. */
export type Parts = AsyncIterable<string | Uint8Array>;

export type RawServer = AsyncDisposable & {
  port: number;
  /** What each connection has asked, headers and all, in the order in which they came. */
  requests: string[];
  /** How many connections neither side has closed. */
  open(): number;
};

/** A server on loopback that answers each connection with what the test gives, HTTP or not, and then hangs up. */
export function startRawServer(answer: (request: string) => Parts): RawServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.TcpConn>();
  const requests: string[] = [];

  const serve = async (connection: Deno.TcpConn) => {
    connections.add(connection);
    try {
      const request = await readRequest(connection);
      requests.push(request);
      await Promise.race([sendAll(connection, answer(request)), untilHungUp(connection)]);
    } catch {
      // Whoever asked has hung up.
    } finally {
      if (connections.delete(connection)) connection.close();
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) serve(connection);
  })();
  return {
    port: listener.addr.port,
    requests,
    open: () => connections.size,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const connection of connections) connection.close();
      connections.clear();
    },
  };
}

async function readRequest(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(16 * 1024);
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) break;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return text;
}

async function sendAll(connection: Deno.TcpConn, parts: Parts) {
  for await (const part of parts) {
    const bytes = typeof part === "string" ? new TextEncoder().encode(part) : part;
    for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
  }
}

async function untilHungUp(connection: Deno.TcpConn) {
  while (await connection.read(new Uint8Array(1024)) !== null);
}
