import { hash } from "node:crypto";
import { isClean } from "../conversations/clean-json.ts";

const LONGEST = 200;

/**
 * An event's id as the inbox keeps it: the vendor's, or its SHA-256 when it is long, or holds what a database text cannot or a
 * credential.
 */
export function eventId(vendors: string): string {
  const plain = vendors.length <= LONGEST && vendors.isWellFormed() && !/\p{Cc}/u.test(vendors);
  return plain && isClean(vendors) && !vendors.startsWith("sha256:")
    ? vendors
    : `sha256:${hash("sha256", JSON.stringify(vendors), "hex")}`;
}
