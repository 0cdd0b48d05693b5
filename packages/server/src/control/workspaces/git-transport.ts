import { isIPv6 } from "node:net";
import type { GitAddress } from "./git-address.ts";

/** How git reaches one repository, and nothing else. */
export interface GitTransport {
  /** What git is told to fetch from. */
  readonly from: string;
  readonly options: readonly string[];
  readonly settings: { readonly [variable: string]: string };
}

/** No transport but this one; no credentials, proxies or redirects; only the address that was checked. */
export function remoteTransport({ transport, host, port, url }: GitAddress, address: string): GitTransport {
  const bare = isIPv6(address) ? `[${address}]` : address;
  if (transport === "https") {
    const authority = process.env.GIT_SSL_CAINFO;
    const config = [
      "http.followRedirects=false",
      `http.curloptResolve=${isIPv6(host) ? `[${host}]` : host}:${port}:${bare}`,
      "http.proxy=",
      "http.lowSpeedLimit=1000",
      "http.lowSpeedTime=30",
      "credential.helper=",
      "core.askPass=",
    ];
    return {
      from: url,
      options: config.flatMap((each) => ["-c", each]),
      settings: { GIT_ALLOW_PROTOCOL: "https", ...(authority === undefined ? {} : { GIT_SSL_CAINFO: authority }) },
    };
  }
  // Host and address hold nothing that a shell reads otherwise: both were checked letter by letter.
  const ssh = [
    "ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=15 -o ForwardAgent=no",
    "-o PermitLocalCommand=no -o ClearAllForwardings=yes -o ServerAliveInterval=10",
    `-o HostName=${address} -o HostKeyAlias=${host}`,
  ];
  return {
    from: url,
    options: [],
    settings: { GIT_ALLOW_PROTOCOL: "ssh", GIT_SSH_COMMAND: ssh.join(" "), GIT_SSH_VARIANT: "ssh" },
  };
}

/** A folder of this machine, whoever owns it. `trust`: a config file that says so to the other side, which reads no options. */
export function folderTransport(folder: string, trust: string): GitTransport {
  return { from: folder, options: [], settings: { GIT_ALLOW_PROTOCOL: "file", GIT_CONFIG_GLOBAL: trust } };
}
