import { lookup as systemLookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { ExitCode, Fault } from "@sdetkit/core";

/** Answers all addresses of a host. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** As the system resolves names. */
export const lookupBySystem: Lookup = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address);

/** Ranges of IPv4 that are not of the public internet (IANA special-purpose registry, multicast, reserved). */
const NOT_PUBLIC: readonly (readonly [network: string, prefix: number])[] = [
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
];
const special = new BlockList();
for (const [network, prefix] of NOT_PUBLIC) special.addSubnet(network, prefix, "ipv4");
/** Of IPv6 only 2000::/3 is public, without what embeds IPv4 (Teredo, 6to4) and documentation. */
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  special.addSubnet(network, prefix, "ipv6");

/** Whether an address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, "ipv4");
  return family === 6 && global6.check(address, "ipv6") && !special.check(address, "ipv6");
}

/**
 * One address of a host, to be used for the whole fetch: asking again could give another one. An address that is not public
 * counts only when it is listed itself. Faults `git-host-unknown`, `git-host-private`.
 */
export async function resolveHost(host: string, listed: readonly string[], lookup: Lookup): Promise<string> {
  const addresses = isIP(host) ? [host] : await lookup(host).catch(() => []);
  if (addresses.length === 0)
    throw new Fault("git-host-unknown", `expected ${host} to have an address, its name cannot be resolved`, {
      exit: ExitCode.failed,
      remedy: "check the name, and the resolver of the server",
    });
  const found = addresses.find((address) => isPublicAddress(address) || listed.includes(address));
  if (found !== undefined) return found;
  throw new Fault("git-host-private", `expected ${host} to have a public address, it has ${addresses.join(", ")}`, {
    exit: ExitCode.denied,
    remedy: "whoever runs the server may list the address itself under workspaces.git_hosts",
  });
}
