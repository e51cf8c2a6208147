export type Ports = { gateway: number; postgres: number };

/** A port of 127.0.0.1 that nothing uses at this moment. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** How long a Postgres that lost its stack may take to give up its port. */
const graceMilliseconds = 3000;

/** The gateway's port and Postgres's, the next one; any two where `port` is 0. Throws a sentence where one is taken. */
export async function choosePorts(port: number): Promise<Ports> {
  if (port === 0) return { gateway: freePort(), postgres: freePort() };
  const deadline = Date.now() + graceMilliseconds;
  for (const wanted of [port, port + 1]) {
    while (!isFree(wanted)) {
      if (Date.now() > deadline) {
        throw new Error(`Port ${wanted} is taken: stop what uses it, or choose another with --port`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return { gateway: port, postgres: port + 1 };
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
