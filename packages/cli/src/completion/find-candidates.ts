import type { Completes, Invocation } from "../command/command.ts";
import { type Candidate, candidate } from "./candidate.ts";

/** What can stand for something. Never fails: a shell that completes has nobody to tell. */
export async function findCandidates(
  wanted: Completes,
  partial: string,
  { cwd, installation }: Invocation,
): Promise<readonly Candidate[]> {
  if (typeof wanted !== "string") return wanted.flatMap((word) => candidate(word, ""));
  try {
    switch (wanted) {
      case "files":
      case "folders":
        return [];
      case "templates":
      case "templates-or-files":
        return (await import("./template-candidates.ts")).templateCandidates(cwd, installation);
      case "runs":
      case "cut-off-runs": {
        const { runCandidates } = await import("./run-candidates.ts");
        return runCandidates(cwd, partial, { cutOff: wanted === "cut-off-runs" });
      }
    }
  } catch {
    return [];
  }
}
