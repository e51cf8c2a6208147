import { AppError } from "../errors.ts";
import { isLoopback, isPublicAddress, literalAddress } from "./addresses.ts";

/** `allowPrivate` opens http, any port and this machine itself. For tests alone: it never opens a private network. */
export type Reach = { allowPrivate: boolean };

/** The ports of the web (RFC 9110, section 4.2); "" is the scheme's own. */
const webPorts = new Set(["", "80", "443"]);

/**
 * Refuses what can be told from the URL alone: another scheme than https, credentials, unusual ports, and hosts that are
 * private addresses in any spelling, which the URL parser has made one. Where a name leads shows only when it is resolved.
 * Throws `url_not_allowed`; the message never repeats more than the host.
 */
export function checkUrl(url: URL, { allowPrivate }: Reach): void {
  const schemes = allowPrivate ? ["https:", "http:"] : ["https:"];
  if (!schemes.includes(url.protocol)) throw refusal("The URL does not begin with 'https://': give one that does");
  if (url.username !== "" || url.password !== "") {
    throw refusal("The URL holds a user name or a password: give one without them");
  }
  if (!allowPrivate && !webPorts.has(url.port)) {
    throw refusal(`The URL names the port ${url.port}: give one on the usual port, 443`);
  }
  const address = literalAddress(url);
  if (address !== undefined) checkAddresses(url, [address], { allowPrivate });
  else if (!allowPrivate && /^(.+\.)?localhost\.?$/.test(url.hostname)) throw leadsInside(url);
}

/** Those of a host's addresses that may be connected to. Throws `url_not_allowed` where none may. */
export function checkAddresses(url: URL, addresses: string[], { allowPrivate }: Reach): string[] {
  const open = addresses.filter((address) => isPublicAddress(address) || (allowPrivate && isLoopback(address)));
  if (open.length === 0) throw leadsInside(url);
  return open;
}

function leadsInside({ hostname }: URL): AppError {
  return refusal(`'${hostname}' is not on the public internet: give a URL that anybody can reach`);
}

function refusal(message: string): AppError {
  return new AppError("url_not_allowed", message);
}
