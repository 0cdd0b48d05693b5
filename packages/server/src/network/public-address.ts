import { BlockList, isIP } from "node:net";

/** Ranges that are not of the public internet: the IANA special-purpose registries (RFC 6890), multicast, reserved. */
const SPECIAL = {
  ipv4: [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 3],
  ],
  // Of 2000::/3: what embeds IPv4 (Teredo, 6to4), and documentation.
  ipv6: [
    ["2001::", 23],
    ["2001:db8::", 32],
    ["2002::", 16],
    ["3fff::", 20],
  ],
} as const;

const special = new BlockList();
for (const family of ["ipv4", "ipv6"] as const)
  for (const [network, prefix] of SPECIAL[family]) special.addSubnet(network, prefix, family);
/** All of IPv6 that is given out for the public internet. */
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/** Whether an address belongs to the public internet. What is no address does not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, "ipv4");
    case 6:
      return global.check(address, "ipv6") && !special.check(address, "ipv6");
    default:
      return false;
  }
}
