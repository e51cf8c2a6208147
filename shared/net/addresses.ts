import ipaddr from "ipaddr.js";

/** Public by its range, and yet a cloud's inside: Azure's host agent (Microsoft Learn, "What is IP address 168.63.129.16?"). */
const insidePublicRanges = new Set(["168.63.129.16"]);

/** What the internet routes today; tunnels and mappings within it (6to4, Teredo) have ranges of their own (IANA, IPv6 space). */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Its usual spelling only: whoever resolves a name or parses a URL has made it that. */
const isAddress = (text: string) => ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);

/**
 * True for an address of the open internet. Everything that leads elsewhere is not: private, loopback, link-local (metadata
 * services), shared (CGNAT), multicast, reserved, and any IPv6 form that carries an IPv4 address. False for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  if (!isAddress(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast" || insidePublicRanges.has(parsed.toString())) return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
}

/** True for this machine itself: 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  return isAddress(address) && ipaddr.parse(address).range() === "loopback";
}

/** The address that a URL's host is, without brackets; undefined where it is a name. */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isAddress(bare) ? bare : undefined;
}
