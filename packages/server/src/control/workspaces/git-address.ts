import { isIP } from "node:net";
import { Fault } from "@sdetkit/core";

/** Where a repository is fetched from, checked. */
export interface GitAddress {
  readonly transport: "https" | "ssh";
  /** A name, or an address without brackets; lower case. */
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

const PORTS = { https: 443, ssh: 22 } as const;
const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const USER = /^\w[\w.-]{0,63}$/;

/**
 * Reads the URL of a repository: https or ssh, no credentials in it, a host that the settings name (with its port when it is not
 * the usual one). Faults `invalid-git-url`, `host-not-allowed`. No message repeats the URL: a password may be in it.
 */
export function readGitAddress(text: string, gitHosts: readonly string[]): GitAddress {
  const url = text.length <= 2048 ? URL.parse(text) : null;
  const transport = url?.protocol === "https:" ? "https" : url?.protocol === "ssh:" ? "ssh" : null;
  if (!url || !transport) throw invalid("expected an https or ssh URL of a repository, got something else");
  if (url.password !== "" || (transport === "https" && url.username !== ""))
    throw invalid("expected a URL without credentials, found some: URLs are visible to others");
  if (url.search !== "" || url.hash !== "") throw invalid("expected a URL without ? and #, found one");
  if (url.username !== "" && !USER.test(url.username)) throw invalid("expected a plain user name in the URL");
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, "");
  if (isIP(host) === 0 && !HOST.test(host)) throw invalid("expected the name of a host in the URL");
  if (!/^\/[^\0-\x20\x7f]+$/.test(url.pathname) || url.pathname.startsWith("//"))
    throw invalid("expected the path of a repository after the host");
  const port = url.port === "" ? PORTS[transport] : Number(url.port);
  const listed = new Set(gitHosts.map((each) => each.toLowerCase()));
  if (!listed.has(`${host}:${port}`) && !(port === PORTS[transport] && listed.has(host))) {
    const wanted = port === PORTS[transport] ? host : `${host}:${port}`;
    throw new Fault("host-not-allowed", `expected a host that repositories may be fetched from, got ${wanted}`, {
      remedy: `ask whoever runs the server to add it to workspaces.git_hosts; allowed: ${gitHosts.join(", ") || "none"}`,
    });
  }
  return { transport, host, port, url: url.href };
}

function invalid(message: string): Fault {
  return new Fault("invalid-git-url", message);
}
