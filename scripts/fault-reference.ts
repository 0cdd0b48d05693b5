import { FAULT_TOPICS, type FaultEntry } from "../packages/core/src/index.ts";
import { code } from "./markdown.ts";

const INTRODUCTION = `Why a command, a request or a step failed. The code stands under \`error.code\` of \`--json\`, as \`code\` in a problem document
of the [REST API](api.md), under \`failure.code\` of a step in a record, and with a delivery that came to nothing. It stays the same from version to version;
the message beside it may be put better.

- **Exit** is the [exit code](exit-codes.md) of a command that ends with it. A run in which a step failed exits as the run ended.
- **HTTP** is the status of an operation that answers with it. Anything else that goes wrong in a server is 500, which a command exits with 1 for.
- **To do** is what is said where there is nothing better to say about the case at hand.

What is wrong with a file that somebody wrote has codes of its own: [diagnostics](diagnostics.md).`;

/** The page of fault codes, from the catalogue that they are thrown by. */
export function faultReference(generated: string): string {
  const topics = Object.entries(FAULT_TOPICS).flatMap(([topic, faults]) => [
    `## ${topic}`,
    ...Object.entries<FaultEntry>(faults).map(([name, entry]) => section(name, entry)),
  ]);
  return `${[generated, "# Fault codes", INTRODUCTION, ...topics].join("\n\n")}\n`;
}

function section(name: string, { exit, status, absent, meaning, remedy }: FaultEntry): string {
  const http =
    status === undefined ? [] : [`HTTP ${status}${absent ? `, where the path names it 404 ${code("not-found")}` : ""}`];
  const facts = [`Exit ${exit}`, ...http, ...(remedy === undefined ? [] : [`To do: ${remedy}`])];
  return `### ${name}\n\n${meaning}\n\n${facts.join(" · ")}`;
}
