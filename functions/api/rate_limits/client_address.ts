import { encodeBase64Url } from "hono/utils/encode";
import ipaddr from "ipaddr.js";
import { hashKeyed } from "../keyed_hash.ts";

/**
 * The network address that a header names, in the form in which it is counted: IPv4 whole, IPv6 by its /64, which is what
 * one customer is given. Of a list (`X-Forwarded-For`) the last one counts, which the nearest proxy has added: those before
 * it are what the client said of itself. Undefined where there is no address.
 */
export function readClientAddress(header: string | undefined): string | undefined {
  const last = header?.split(",").at(-1)?.trim() ?? "";
  if (!ipaddr.isValid(last)) return undefined;
  const address = ipaddr.process(last);
  if (!("parts" in address)) return address.toString();
  return `${address.parts.slice(0, 4).map((part) => part.toString(16)).join(":")}::/64`;
}

/** A client's address as the database may know it: a keyed hash. Undefined where there is no address. */
export async function hashClientAddress(secret: string, header: string | undefined): Promise<string | undefined> {
  const address = readClientAddress(header);
  return address && encodeBase64Url((await hashKeyed(secret, ["client address", address])).buffer);
}
