import type { Address } from "./address.ts";

/** A connection, and what the server has said on it before it was asked for anything. */
export type Dialled = { connection: Deno.Conn; said: Uint8Array };

/** Opens a connection; `signal` ends the attempt at any time. */
export type Dial = (signal: AbortSignal) => Promise<Dialled>;

/** Why there is no TLS, in the form of the driver's own errors. */
export class NoTls extends Error {
  override readonly name = "NoTls";
  readonly code = "CONNECTION_NOT_SECURE";
}

/** Source: Postgres docs, "Message Formats", SSLRequest. */
const sslRequest = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]);
const [offers, refuses] = [0x53, 0x4e];
const nothing = new Uint8Array();

/**
 * Gives what connects to a database. Where there has to be TLS and is none, that throws `NoTls`. Where TLS is only wished
 * for and the server does not prove who it is, `onUnproven` gets to know why, once, and the connections are plain.
 */
export function createDial(address: Address, onUnproven: (why: NoTls) => void): Dial {
  let { tls } = address;
  return async (signal) => {
    try {
      return await dial({ ...address, tls }, signal);
    } catch (error) {
      if (!(error instanceof NoTls) || address.tls === "always") throw error;
      if (tls !== "never") onUnproven(error);
      tls = "never";
      return await dial({ ...address, tls }, signal);
    }
  };
}

async function dial({ hostname, port, tls, caCerts }: Address, signal: AbortSignal): Promise<Dialled> {
  const tcp = await Deno.connect({ hostname, port });
  let connection: Deno.Conn = tcp;
  const close = () => tryToClose(connection);
  try {
    signal.throwIfAborted();
    signal.addEventListener("abort", close);
    tcp.setNoDelay();
    tcp.setKeepAlive();
    if (tls === "never") return { connection, said: nothing };
    const answer = await askForTls(tcp);
    if (answer === offers) {
      const encrypted = connection = await Deno.startTls(tcp, { hostname, caCerts });
      await encrypted.handshake();
      return { connection, said: nothing };
    }
    if (tls === "always") throw new NoTls(`The database at ${hostname} has no TLS, which its address asks for`);
    // Neither yes nor no is an error, which the driver reads.
    return { connection, said: answer === refuses ? nothing : new Uint8Array([answer]) };
  } catch (error) {
    if (!signal.aborted) close();
    throw error instanceof Deno.errors.InvalidData ? notProven(hostname, error) : error;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

async function askForTls(tcp: Deno.TcpConn): Promise<number> {
  await tcp.write(sslRequest);
  const answer = new Uint8Array(1);
  if (await tcp.read(answer) === null) throw new Deno.errors.UnexpectedEof("The database hung up");
  return answer[0]!;
}

function tryToClose(connection: Deno.Conn) {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}

function notProven(hostname: string, cause: Error) {
  return new NoTls(`The database at ${hostname} does not prove by a certificate who it is: ${cause.message}`, {
    cause,
  });
}
