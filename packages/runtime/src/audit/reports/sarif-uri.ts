/** A path as a relative URI reference (RFC 3986): every character of a name that is not unreserved is percent-encoded. */
export function sarifUri(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}
