import { ExitCode } from "@sdetkit/core";
import type { Answer, Invocation } from "../../command/command.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { download } from "../../output/download.ts";
import { connect } from "../../remote/connect.ts";
import { cyan, dim } from "../../terminal/text.ts";
import { bytesText } from "../../views/bytes-text.ts";
import { doneLine } from "../../views/done-line.ts";

/** `agent tenants export`: of the platform's people any tenant, of a tenant's own people theirs. */
export async function tenantsExport(
  name: string | undefined,
  { output, ...server }: ServerOptions & { readonly output?: string },
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const response =
    name === undefined
      ? await remote.open("tenant.export")
      : await remote.open("platform.tenants.export", { params: { tenant: name } });
  const file = output ?? `${name ?? "tenant"}.tar`;
  const written = await download(response, invocation.console.cwd, file);
  return {
    exit: ExitCode.done,
    json: written,
    text: [
      doneLine(cyan(written.path), dim(`  ${bytesText(written.bytes)}`)),
      "\nIt can be verified without the server:\n",
      ["  ", cyan(`mkdir export && tar -xf ${file} -C export`), "\n"],
      ["  ", cyan("sdetkit agent history verify -C export"), "\n"],
    ],
  };
}
