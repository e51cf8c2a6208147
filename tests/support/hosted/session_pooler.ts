export type SessionPooler = AsyncDisposable & {
  /** A name for its address, as the Management API tells a pooler's; the CLI puts port 5432 behind it, whatever is said. */
  host: string;
};

/** The port on which the CLI expects a pooler in session mode. */
const port = 5432;

/**
 * What stands before the database of a project: passes bytes on to the Postgres at `targetPort`. The CLI demands a host with
 * a domain, which no IP address has; three numbers it takes for a name, and the resolver for one of Linux's many addresses of
 * loopback, such as 127.54.258 for 127.54.1.2.
 */
export function startSessionPooler(targetPort: number): SessionPooler {
  const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint8Array(3)).map((byte) => 1 + byte % 254);
  const listener = Deno.listen({ hostname: `127.${a}.${b}.${c}`, port });
  const open = new Set<Deno.TcpConn>();
  const passOn = async (client: Deno.TcpConn) => {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: targetPort });
    for (const connection of [client, server]) open.add(connection);
    // Whichever hangs up ends both.
    await Promise.any([client.readable.pipeTo(server.writable), server.readable.pipeTo(client.writable)]).catch(
      () => {},
    );
    for (const connection of [client, server]) hangUp(connection);
  };
  const hangUp = (connection: Deno.TcpConn) => {
    open.delete(connection);
    try {
      connection.close();
    } catch {
      // Its stream has closed it.
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) passOn(connection).catch(() => hangUp(connection));
  })();
  return {
    host: `127.${a}.${b * 256 + c}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      open.forEach(hangUp);
    },
  };
}
