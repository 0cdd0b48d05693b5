import { expect, it } from "vitest";
import { decodeText } from "./decode-text.ts";

it("reads UTF-16 by its mark, other bytes as Windows-1252, and takes NUL for binary", () => {
  expect(decodeText(Buffer.from("\ufeffkey", "utf16le"))).toBe("key");
  expect(decodeText(Uint8Array.of(0xfe, 0xff, 0, 0x6b))).toBe("k");
  expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x6b))).toBe("k");
  expect(decodeText(Uint8Array.of(0x6b, 0xe9))).toBe("ké");
  expect(decodeText(Uint8Array.of(0x6b, 0))).toBeNull();
});
