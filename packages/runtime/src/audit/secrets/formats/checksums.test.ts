import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { tokenOf } from "../../../redact/token-form.ts";
import { checksums, hasChecksum } from "./checksums.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const GITHUB = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;

test("know GitHub's, and that of the product's own tokens, which is the same over the whole of it", () => {
  expect(hasChecksum(GITHUB, "base62")).toBe(true);
  expect(hasChecksum(GITHUB.replace(/.$/, "y"), "base62")).toBe(false);
  const own = tokenOf(12n ** 70n);
  expect(checksums.base62.of(`_${own.slice(0, -6)}`)).toBe(own.slice(-6));
});

test("write GitLab's in base36 over all that stands before it", () => {
  const head = `glpat-${"a".repeat(30)}.01.0u`;
  const ending = crc32(head).toString(36).padStart(7, "0");
  expect(hasChecksum(head + ending, "base36")).toBe(true);
  expect(hasChecksum(head.replace("glpat", "glrt-") + ending, "base36")).toBe(false);
});

test("write Grafana's in hexadecimal, the lowest byte first, without the last separator", () => {
  const head = `glsa_${"a".repeat(32)}`;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(head));
  expect(hasChecksum(`${head}_${bytes.toString("hex")}`, "hex")).toBe(true);
});
