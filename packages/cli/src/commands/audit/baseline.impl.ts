import { relative, resolve } from "node:path";
import { ExitCode } from "@sdetkit/core";
import { auditWorkspace, findWorkspace, toBaseline } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { writeOutput } from "../../output/write-output.ts";
import { cyan } from "../../terminal/text.ts";
import { doneLine } from "../../views/done-line.ts";
import { readScope, type ScopeOptions } from "./read-scope.ts";

/** `agent audit baseline`: a path counts from the workspace unless it is absolute. */
export async function auditBaseline(
  options: ScopeOptions & { readonly output: string },
  { console, cwd }: Invocation,
): Promise<Answer> {
  const { root } = findWorkspace(cwd);
  const { audit } = await auditWorkspace(root, { ...readScope(options, console), signal: console.signal });
  const baseline = toBaseline(audit.findings);
  const written = await writeOutput(root, options.output, `${JSON.stringify(baseline, null, 2)}\n`);
  const findings = audit.findings.length;
  const shown = relative(console.cwd, resolve(root, options.output)) || options.output;
  return {
    exit: ExitCode.done,
    json: { ...written, findings },
    text: [
      doneLine(written.path),
      `${findings} ${findings === 1 ? "finding is" : "findings are"} accepted. Commit the file, and audit with `,
      cyan(`sdetkit agent audit --baseline ${shown}`),
      "\n",
    ],
  };
}
