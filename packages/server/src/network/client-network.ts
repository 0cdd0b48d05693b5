import { isIPv6 } from "node:net";

const GROUPS = 8;
/** Of the 8 groups of an IPv6 address those that tell one subscriber from another: 64 bits (RFC 6177, RFC 7421). */
const NETWORK_GROUPS = 4;

/**
 * Who a client is for limits: an IPv4 address as it is, of an IPv6 one the network `2001:db8:1:2::/64`, all of whose addresses one
 * client has. What is no address stays as it is.
 */
export function clientNetwork(address: string): string {
  const [bare = ""] = address.split("%");
  const plain = plainAddress(bare);
  if (plain !== bare) return plain;
  if (!isIPv6(bare)) return address;
  // As URLs have it: in hexadecimal groups, without leading zeros.
  const [head = "", tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split("::");
  const [before, after] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":"))) as [
    string[],
    string[],
  ];
  const zeros = Array<string>(GROUPS - before.length - after.length).fill("0");
  return `${[...before, ...zeros, ...after].slice(0, NETWORK_GROUPS).join(":")}::/64`;
}

/** An address of a socket as people write it: IPv4 as itself, also where a socket for both has it as `::ffff:192.0.2.7` (RFC 4291, 2.5.5.2). */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
