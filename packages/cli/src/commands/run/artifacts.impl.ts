import { resolve, sep } from "node:path";
import { actingTool, ExitCode, Fault, formatCountOf, inertPath } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { download, refuseTakenOutput } from "../../output/download.ts";
import { refuseLinkedOutput } from "../../output/refuse-linked-output.ts";
import type { WrittenFile } from "../../output/write-output.ts";
import { connect } from "../../remote/connect.ts";
import { namedRunRemote } from "../../remote/named-run-remote.ts";
import { cyan, dim, type Text } from "../../terminal/text.ts";
import { bytesText } from "../../views/bytes-text.ts";
import { doneLine } from "../../views/done-line.ts";
import { inertText } from "../../views/inert-text.ts";

type Artifact = OutputOf<"runs.artifacts">["items"][number];

/**
 * `agent artifacts`. Names are made by the server's runs: none may lead out of the folder, and what a tool would act upon by itself, such
 * as `.git`, is laid out under another name. Nothing that is there already is overwritten.
 */
export async function artifacts(
  asked: string,
  { output, ...server }: ServerOptions & { readonly output?: string },
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const run = await namedRunRemote(asked, remote);
  const { items } = await remote.call("runs.artifacts", { params: { run } });
  if (items.length === 0) {
    const { state } = await remote.call("runs.get", { params: { run } });
    if (state !== "over") {
      throw new Fault("run-not-over", `expected a run that is over, ${run} is ${state}: it has no artifacts yet`, {
        remedy: `wait for it with \`sdetkit agent follow ${run}${remote.flag}\``,
      });
    }
    return {
      exit: ExitCode.done,
      json: { run, folder: null, artifacts: [] },
      text: "The run produced no artifacts.\n",
    };
  }
  const folder = resolve(invocation.console.cwd, output ?? run);
  const targets = items.map((artifact) => ({ artifact, path: inside(folder, artifact.name) }));
  requireDistinct(targets);
  await refuseLinkedOutput(invocation.console.cwd, folder);
  for (const path of new Set(targets.map((target) => target.path))) await refuseTakenOutput(folder, path);
  const written: (WrittenFile & { readonly name: string })[] = [];
  for (const { artifact, path } of targets) {
    const response = await remote.open("runs.blob", { params: { run, sha256: artifact.sha256 } });
    written.push({ name: artifact.name, ...whole(artifact, await download(response, folder, path)) });
  }
  const total = written.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    exit: ExitCode.done,
    json: { run, folder, artifacts: written },
    text: [
      doneLine(cyan(folder), dim(`  ${formatCountOf(written.length, "artifact")}, ${bytesText(total)}`)),
      written.map(
        ({ name, sha256, bytes }): Text => [
          "  ",
          inertPath(name),
          dim(`  ${sha256.slice(0, 12)}  ${bytesText(bytes)}`),
          "\n",
        ],
      ),
      inertText(items.flatMap(({ name }) => renamed(name))),
    ],
  };
}

function inside(folder: string, name: string): string {
  const path = resolve(folder, inertPath(name));
  if (path.startsWith(`${folder}${sep}`)) return path;
  throw new Fault("artifact-outside", `expected an artifact below ${folder}, got ${JSON.stringify(name)}`);
}

/** Two names that are one after all, such as `.git` and `inert.git`: neither is written over the other. */
function requireDistinct(targets: readonly { readonly artifact: Artifact; readonly path: string }[]): void {
  const taken = new Map<string, string>();
  for (const { artifact, path } of targets) {
    const before = taken.get(path);
    if (before !== undefined && before !== artifact.name)
      throw new Fault(
        "artifact-names-collide",
        `expected artifacts with distinct file names, got ${before} and ${artifact.name}, which are the same file`,
      );
    taken.set(path, artifact.name);
  }
}

function renamed(name: string): { was: string; is: string; tool: string }[] {
  const tool = name
    .split("/")
    .flatMap((part) => actingTool(part) ?? [])
    .at(0);
  return tool === undefined ? [] : [{ was: name, is: inertPath(name), tool }];
}

function whole({ name, sha256 }: Artifact, written: WrittenFile): WrittenFile {
  if (written.sha256 === sha256) return written;
  throw new Fault("artifact-differs", `expected ${name} with the digest ${sha256}, got ${written.sha256}`);
}
