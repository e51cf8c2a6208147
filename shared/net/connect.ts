import { literalAddress } from "./addresses.ts";
import { checkAddresses, type Reach } from "./check_url.ts";
import { Unreachable } from "./unreachable.ts";

/** A connection of which only this much is used. */
export type Connection = Pick<Deno.Conn, "read" | "write" | "close">;

/** Finds the addresses of a host name; empty where there are none. */
export type Resolve = (hostname: string) => Promise<string[]>;

/** Opens a connection to an address. */
export type Dial = (address: string, port: number) => Promise<Deno.TcpConn>;

export type ConnectOptions = Reach & {
  resolve?: Resolve | undefined;
  dial?: Dial | undefined;
  /** Certificates to trust beside the usual ones, as PEM. */
  caCerts?: string[] | undefined;
};

/** A host may have many addresses; who cannot be reached at these cannot be reached. */
const addressesTried = 3;

/**
 * Connects to a URL's host at an address that was checked, so that a name which leads elsewhere a moment later changes
 * nothing; over TLS the certificate must be that of the name. Throws `url_not_allowed` and `Unreachable`.
 */
export async function connect(url: URL, options: ConnectOptions): Promise<Connection> {
  const { resolve = resolveHost, dial = dialAddress, caCerts = [] } = options;
  const literal = literalAddress(url);
  const found = literal === undefined ? await resolve(url.hostname) : [literal];
  if (found.length === 0) throw new Unreachable(url, "is not a host that is known");
  const isSecure = url.protocol === "https:";
  const port = Number(url.port || (isSecure ? 443 : 80));
  const open = await dialFirst(url, checkAddresses(url, found, options), (address) => dial(address, port));
  return isSecure ? await secure(url, open, { hostname: literal ?? url.hostname, caCerts }) : open;
}

async function secure(url: URL, open: Deno.TcpConn, options: { hostname: string; caCerts: string[] }) {
  let connection: Connection = open;
  try {
    const tls = await Deno.startTls(open, { ...options, alpnProtocols: ["http/1.1"] });
    connection = tls;
    await tls.handshake();
    return tls;
  } catch (cause) {
    connection.close();
    throw new Unreachable(url, "does not prove by a certificate that it is who it says", cause);
  }
}

async function dialFirst(url: URL, addresses: string[], dial: (address: string) => Promise<Deno.TcpConn>) {
  let failure: unknown;
  for (const address of addresses.slice(0, addressesTried)) {
    try {
      return await dial(address);
    } catch (cause) {
      failure = cause;
    }
  }
  throw new Unreachable(url, "does not take connections", failure);
}

const dialAddress: Dial = (address, port) => Deno.connect({ hostname: address, port });

async function resolveHost(hostname: string): Promise<string[]> {
  const answers = await Promise.allSettled([Deno.resolveDns(hostname, "A"), Deno.resolveDns(hostname, "AAAA")]);
  return answers.flatMap((answer) => answer.status === "fulfilled" ? answer.value : []);
}
