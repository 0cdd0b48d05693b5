import { describe, expect, it } from "vitest";
import { readGitAddress } from "./git-address.ts";
import { resolveHost } from "./resolve-host.ts";

const HOSTS = ["github.com", "git.example.org:8443", "10.1.2.3"];

describe("the address of a repository", () => {
  it.each([
    ["https://github.com/a/b.git", "https", "github.com", 443],
    ["https://GitHub.com/a/b", "https", "github.com", 443],
    ["ssh://git@github.com/a/b.git", "ssh", "github.com", 22],
    ["https://git.example.org:8443/a", "https", "git.example.org", 8443],
    ["https://10.1.2.3/a", "https", "10.1.2.3", 443],
  ])("is taken from %s", (url, transport, host, port) => {
    expect(readGitAddress(url, HOSTS)).toMatchObject({ transport, host, port });
  });

  it.each([
    "http://github.com/a/b",
    "git://github.com/a/b",
    "file:///etc",
    "/etc/passwd",
    "../x",
    "ext::sh -c id",
    "git@github.com:a/b.git",
    // secretlint-disable-next-line -- a password of nobody, which has to be refused
    "https://user:secret-word@github.com/a",
    "https://secret-word@github.com/a",
    "ssh://-oProxyCommand=x@github.com/a",
    // secretlint-disable-next-line -- a password of nobody, which has to be refused
    "ssh://git:secret-word@github.com/a",
    "https://github.com/",
    "https://github.com/a?x=secret-word",
    "https://github.com//etc",
    "https://github.com/a#b",
    `https://github.com/${"a".repeat(3_000)}`,
    "",
  ])("is not taken from %s, and no message repeats a secret", (url) => {
    const read = () => readGitAddress(url, HOSTS);
    expect(read).toThrow(expect.objectContaining({ code: "invalid-git-url" }));
    expect(read).not.toThrow(/secret-word/);
  });

  it.each([
    "https://github.com.evil.org/a",
    "https://evil.org/github.com/a",
    "https://github.com:8443/a",
    "https://git.example.org/a",
    "ssh://git@github.com:443/a",
    "https://127.0.0.1/a",
    "https://[::1]/a",
    "https://0x7f.1/a",
  ])("is refused when the host is not allowed: %s", (url) => {
    expect(() => readGitAddress(url, HOSTS)).toThrow(expect.objectContaining({ code: "host-not-allowed" }));
  });
});

describe("the host of a repository", () => {
  it.each([
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "172.31.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "fc00::1",
    "::ffff:10.0.0.1",
  ])("is not reached at %s", async (address) => {
    await expect(resolveHost("a.org", ["a.org"], async () => [address])).rejects.toMatchObject({
      code: "git-host-private",
    });
  });

  it("is reached at a public address, and at a private one that is listed", async () => {
    expect(await resolveHost("a.org", [], async () => ["10.0.0.1", "140.82.121.4"])).toBe("140.82.121.4");
    expect(await resolveHost("a.org", [], async () => ["2606:50c0:8000::64"])).toBe("2606:50c0:8000::64");
    expect(await resolveHost("a.org", ["a.org", "10.0.0.1"], async () => ["10.0.0.1"])).toBe("10.0.0.1");
  });

  it("is not reached when its name cannot be resolved", async () => {
    const lookup = async () => {
      throw new Error("ENOTFOUND");
    };
    await expect(resolveHost("a.org", [], lookup)).rejects.toMatchObject({ code: "git-host-unknown" });
  });
});
