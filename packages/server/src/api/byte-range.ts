import { problem } from "./problems.ts";
import type { ReadHeader } from "./request-headers.ts";
import type { Reply } from "./types.ts";

/**
 * The part of some content that a request asked for (RFC 9110, 14.2): one range; with several, or one that is not
 * understood, the whole. `etag` is strong: `If-Range` and `If-None-Match` are compared with it.
 */
export function rangeOf(data: Uint8Array, etag: string, header: ReadHeader<"range" | "if-range">): Reply<never> {
  const size = data.byteLength;
  const headers = {
    etag,
    "accept-ranges": "bytes",
    "content-type": "application/octet-stream",
    // Content never changes under its digest, and is nobody's but the tenant's.
    "cache-control": "private, max-age=31536000, immutable",
    "content-disposition": "attachment",
  };
  const whole = { content: new Uint8Array(data), headers };
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header("range") ?? "");
  const condition = header("if-range");
  if (!asked || (condition !== null && condition !== etag)) return whole;
  const [, from = "", to = ""] = asked;
  if (from === "" && to === "") return whole;
  // `-5`: the last five bytes.
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return whole;
  if (start >= size || (from === "" && Number(to) === 0)) {
    const detail = `expected a range within ${size} bytes, got ${header("range")}`;
    return {
      problem: problem("range-not-satisfiable", detail),
      headers: { "content-range": `bytes */${size}` },
    };
  }
  return {
    content: new Uint8Array(data.subarray(start, end + 1)),
    status: 206,
    headers: { ...headers, "content-range": `bytes ${start}-${end}/${size}` },
  };
}
