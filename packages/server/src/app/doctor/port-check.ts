import { once } from "node:events";
import { createServer } from "node:net";
import { holderOf, postgresFolder } from "@sdetkit/embedded-postgres";
import { type Finding, fine } from "@sdetkit/runtime";
import { readAddress } from "../../http/address-note.ts";
import type { Settings } from "../../settings/types.ts";
import { failing, type ServerCheck } from "./check.ts";

const ANSWER_MS = 5_000;

/** Whether the port is free, or a server answers there; the server of this folder may have been started with another one. */
export const portCheck: ServerCheck = {
  id: "port",
  title: "port",
  look: async ({ settings }) => {
    const { host, port, tls } = settings().http;
    const running = readAddress(settings().folder);
    if (running !== null && running.port !== port)
      return fine(`the running server of this folder listens at ${running.url}, process ${running.pid}`);
    if (port === 0) return fine("the server picks a free port");
    const refused = await tryListen(host, port);
    if (refused === null) return fine(`${host}:${port} is free`);
    if (refused !== "EADDRINUSE")
      return failing(
        `expected to listen on ${host}:${port}, got ${refused}`,
        "name an address of this machine and a port above 1023 under http.host and http.port",
      );
    return judgeAnswer(settings(), await answers(host, port, tls !== null));
  },
};

function judgeAnswer(settings: Settings, answered: boolean): Finding {
  const { host, port } = settings.http;
  const pid = holderOf(postgresFolder(settings))?.pid;
  if (answered) return fine(`a server answers on ${host}:${port}${pid ? `, process ${pid}` : ""}`);
  return failing(
    `expected ${host}:${port} to be free or to answer at /healthz, another program uses it`,
    "stop that program, or name another port with --port",
  );
}

async function tryListen(host: string, port: number): Promise<string | null> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, "listening");
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    server.close();
  }
}

async function answers(host: string, port: number, tls: boolean): Promise<boolean> {
  // With TLS the certificate names another host: that something speaks TLS there is all that is asked.
  if (tls) return await speaksTls(host, port);
  const name = /^(?:0\.0\.0\.0|::)$/.test(host) ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const answer = await fetch(`http://${name}:${port}/healthz`, {
    redirect: "error",
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch(() => null);
  await answer?.body?.cancel();
  return answer?.status === 200;
}

async function speaksTls(host: string, port: number): Promise<boolean> {
  const { connect } = await import("node:tls");
  const socket = connect({ host, port, rejectUnauthorized: false, timeout: ANSWER_MS });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(ANSWER_MS) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
