/** Names that no one can own (RFC 2606, RFC 6761) and addresses that lead nowhere else (RFC 5737, RFC 3849, loopback). */
const RESERVED = [
  /^(?:[\w-]+\.)*(?:example\.(?:com|net|org)|example|test|invalid|localhost)\.?$/,
  /^(?:127(?:\.\d{1,3}){0,3}|0\.0\.0\.0|192\.0\.2\.\d{1,3}|198\.51\.100\.\d{1,3}|203\.0\.113\.\d{1,3})\.?$/,
  /^\[(?:[0:]*:0*[01]?|::ffff:127(?:\.\d{1,3}){3}|2001:0?db8:[\da-f:.]*)(?:%25[\w.-]+)?\]$/,
];

/** Whether nothing that anybody owns is behind a host, as an address writes it: percent-encoded or not, in any case. */
export function isReservedHost(host: string): boolean {
  const plain = decoded(host).toLowerCase();
  return RESERVED.some((form) => form.test(plain));
}

function decoded(host: string): string {
  if (host.startsWith("[")) return host;
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}
