import { resolve } from "node:path";
import { Fault } from "@sdetkit/core";
import type { RunningServer, ServerCall } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import { loadServer, type ServerPackage } from "../../command/server-package.ts";
import { keepSecret } from "../../output/write-secret-file.ts";
import { printError } from "../../terminal/console.ts";
import { yellow } from "../../terminal/text.ts";
import { serveView, stoppedLine } from "../../views/serve-view.ts";
import { serverCall } from "./server-call.ts";

/** What `agent serve` is given; what was not given is decided by the environment, `server.yaml` or the defaults. */
export type ServeOptions = {
  readonly host?: string;
  readonly port?: string;
  readonly databaseUrl?: string;
  readonly simulate?: readonly string[];
  readonly behindProxy?: true;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly adminTokenFile?: string;
  readonly newAdminToken?: true;
};

/** `agent serve`: until it is interrupted. The first interrupt ends it in good order, the second one at once. */
export async function serve(options: ServeOptions, invocation: Invocation): Promise<Answer> {
  const flags = flagsOf(options, invocation);
  return await serveWith(loadServer, flags, options, invocation);
}

/** The same with a way to load the server's package. */
export async function serveWith(
  load: () => Promise<Pick<ServerPackage, "serve">>,
  flags: ServerCall["flags"],
  options: ServeOptions,
  invocation: Invocation,
): Promise<Answer> {
  const { console, quiet } = invocation;
  const newAdminToken = options.newAdminToken === true;
  // Before anything is loaded: a hang-up that comes while the server starts is kept for later, and does not end it.
  const call = { ...serverCall(flags, invocation), newAdminToken };
  const early = { hungUp: false };
  console.onHangup?.(() => {
    early.hungUp = true;
  });
  const { serve } = await load();
  const running = await serve(call);
  console.onHangup?.(() => running.reload());
  // What it read of the files may be older than the signal.
  if (early.hungUp) running.reload();
  const stop = () => void running.stop();
  if (console.signal.aborted) stop();
  else console.signal.addEventListener("abort", stop, { once: true });
  await announce(running, options, invocation);
  const ended = await running.ended;
  if (console.stderr.isTTY && !quiet) printError(console, ["\n", stoppedLine(ended)]);
  return { exit: ended.exit, json: { url: running.url, ended: true, handed_over: ended.handedOver }, text: "" };
}

function flagsOf(options: ServeOptions, { console }: Invocation): ServerCall["flags"] {
  const { port, simulate, tlsCert, tlsKey, adminTokenFile: _, newAdminToken: __, ...rest } = options;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) < 65_536)) {
    throw new Fault("usage", `expected --port to be a number from 0 to 65535, got ${JSON.stringify(port)}`, {
      remedy: "use 0 for any free port",
    });
  }
  const kinds = simulate?.flatMap((words) => words.split(",")).map((kind) => kind.trim());
  return {
    ...rest,
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(kinds === undefined ? {} : { simulate: kinds.filter((kind) => kind !== "") }),
    ...(tlsCert === undefined ? {} : { tlsCert: resolve(console.cwd, tlsCert) }),
    ...(tlsKey === undefined ? {} : { tlsKey: resolve(console.cwd, tlsKey) }),
  };
}

/** The start screen. The token goes into a file where one was named, and is shown where that fails: it is made only once. */
async function announce(running: RunningServer, options: ServeOptions, invocation: Invocation): Promise<void> {
  const { console, quiet } = invocation;
  const { adminToken } = running;
  let kept: string | undefined;
  if (adminToken !== null && options.adminTokenFile !== undefined) {
    try {
      kept = (await keepSecret(console.cwd, options.adminTokenFile, async () => adminToken, String)).path;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      printError(console, [yellow("warning"), `: the token could not be written: ${why}\n`]);
    }
  }
  const hasSecret = adminToken !== null && kept === undefined;
  if (quiet && !hasSecret) return;
  const inSight = options.databaseUrl !== undefined && /:\/\/[^/@]*:[^/@]+@/.test(options.databaseUrl);
  printError(console, serveView(running, { kept, passwordInSight: inSight }));
}
