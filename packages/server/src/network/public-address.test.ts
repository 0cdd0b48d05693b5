import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./public-address.ts";

describe("an address", () => {
  it.each(["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00::1"])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...["0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.0.1"],
    ...["192.168.1.1", "224.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::10.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1"],
    ...["2001::1", "2001:db8::1", "2002::1", "2002:a00:1::", "3fff::1", "5f00::1"],
    ...["fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"],
    ...["name", "", "010.0.0.1", "8.8.8", "[2a00::1]"],
  ])("%s is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
