import { lookup as systemLookup } from "node:dns/promises";
import { isIP } from "node:net";
import { Fault } from "@sdetkit/core";
import { isPublicAddress } from "../../network/public-address.ts";

/** Answers all addresses of a host. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** As the system resolves names. */
export const lookupBySystem: Lookup = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address);

/**
 * One address of a host, to be used for the whole fetch: asking again could give another one. An address that is not public
 * counts only when it is listed itself. Faults `git-host-unknown`, `git-host-private`.
 */
export async function resolveHost(host: string, listed: readonly string[], lookup: Lookup): Promise<string> {
  const addresses = isIP(host) ? [host] : await lookup(host).catch(() => []);
  if (addresses.length === 0)
    throw new Fault("git-host-unknown", `expected ${host} to have an address, its name cannot be resolved`);
  const found = addresses.find((address) => isPublicAddress(address) || listed.includes(address));
  if (found !== undefined) return found;
  throw new Fault("git-host-private", `expected ${host} to have a public address, it has ${addresses.join(", ")}`);
}
