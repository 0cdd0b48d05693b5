/** An address of a socket as people write it: IPv4 as itself, also where a socket for both has it as `::ffff:192.0.2.7` (RFC 4291, 2.5.5.2). */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
