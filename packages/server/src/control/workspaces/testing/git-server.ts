import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** A real git server over https: git's own backend, with a certificate of its own. */
export interface GitServer {
  readonly port: number;
  /** The certificate, to be trusted. */
  readonly authority: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** What is answered instead of repositories, when it is set. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  close(): Promise<void>;
}

/** Serves the repositories below a folder on 127.0.0.1, as `git.test` and by address. */
export async function serveGit(folder: string): Promise<GitServer> {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const names = "subjectAltName=DNS:git.test,IP:127.0.0.1";
  const making = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const what = ["-subj", "/CN=git.test", "-addext", names, "-keyout", key, "-out", cert];
  execFileSync("openssl", [...making, ...what], { stdio: "ignore" });
  const asked: string[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    asked.push(request.url ?? "");
    if (git.instead) git.instead(request, response);
    else backend(folder, request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const git: GitServer = {
    port: (server.address() as AddressInfo).port,
    authority: cert,
    asked,
    instead: null,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return git;
}

function backend(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "https://git.test");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      HTTP_GIT_PROTOCOL: request.headers["git-protocol"] as string | undefined,
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", () => {
    const all = Buffer.concat(chunks);
    const end = all.indexOf("\r\n\r\n");
    const headers = all.toString("latin1", 0, end).split("\r\n");
    const pairs = headers.map((line) => line.split(": ") as [string, string]);
    const status = pairs.find(([name]) => name === "Status");
    response.statusCode = status ? Number.parseInt(status[1], 10) : 200;
    for (const [name, value] of pairs) if (name !== "Status") response.setHeader(name, value);
    response.end(all.subarray(end + 4));
  });
}
