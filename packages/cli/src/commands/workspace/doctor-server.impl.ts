import { Fault } from "@sdetkit/core";
import type { Examined } from "@sdetkit/runtime";
import { ServerFault } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import { loadServer } from "../../command/server-package.ts";
import { askedServer } from "../../options/server-options.ts";
import { serverAddress } from "../../remote/address.ts";
import { connect } from "../../remote/connect.ts";
import { examinedAnswer } from "../../views/check-results.ts";
import { serverCall } from "../server/server-call.ts";

type DoctorOptions = { readonly server: string | true; readonly tokenFile?: string };

/** `agent doctor --server`: what a server in this folder needs; with an address, how the server there is. */
export async function doctorOfServer({ server, tokenFile }: DoctorOptions, invocation: Invocation): Promise<Answer> {
  const named = { ...(server === true ? {} : { server }), ...(tokenFile === undefined ? {} : { tokenFile }) };
  if (askedServer(named, invocation) !== undefined) {
    const url = serverAddress(named, invocation);
    const what = `The server at ${url}${server === true ? " (SDETKIT_SERVER)" : ""}`;
    return examinedAnswer(what, await examineRemote(named, invocation), { server: url });
  }
  const { examineServer } = await loadServer();
  const { cwd } = invocation;
  return examinedAnswer(`A server in ${cwd}`, await examineServer(serverCall({}, invocation)), { folder: cwd });
}

const CHECKS = [
  { id: "reachable", title: "reachable", path: "/healthz" },
  { id: "ready", title: "ready", path: "/readyz" },
] as const;

async function examineRemote(
  options: { server?: string; tokenFile?: string },
  invocation: Invocation,
): Promise<Examined[]> {
  const url = serverAddress(options, invocation);
  const answered = CHECKS.map(async ({ id, title, path }): Promise<Examined> => {
    try {
      const { ok, status } = await fetch(`${url}${path}`, { redirect: "error", signal: AbortSignal.timeout(10_000) });
      const detail = `${path} answered ${status}`;
      const remedy = ok ? null : "check the server's log, or wait until it is up";
      return { id, title, status: ok ? "ok" : "fail", detail, remedy };
    } catch {
      const remedy = "check the address, and that `sdetkit agent serve` runs there";
      return { id, title, status: "fail", detail: `no response from ${url}${path}`, remedy };
    }
  });
  return await Promise.all([...answered, examineToken(options, invocation)]);
}

async function examineToken(
  options: { server?: string; tokenFile?: string },
  invocation: Invocation,
): Promise<Examined> {
  const check = { id: "token", title: "token" };
  try {
    const remote = await connect(options, invocation);
    const { name } = await remote.call("tenant.get");
    return { ...check, status: "ok", detail: `valid, for the tenant ${name}`, remedy: null };
  } catch (error) {
    // Known, but without the right to see a tenant: valid all the same.
    if (error instanceof ServerFault && error.problem.status === 403) {
      return { ...check, status: "ok", detail: "valid", remedy: null };
    }
    const fault = error instanceof Fault ? error : null;
    const detail = error instanceof Error ? error.message : String(error);
    const status = fault?.code === "no-token" ? "warn" : "fail";
    return { ...check, status, detail, remedy: fault?.remedy ?? "check what the message names" };
  }
}
