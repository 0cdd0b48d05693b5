import type { RunReport } from "@sdetkit/core";
import type { Engine, ReplayAnswer, Verification } from "@sdetkit/runtime";
import type { Invocation } from "../command/command.ts";
import type { WrittenFile } from "../output/write-output.ts";
import type { WorstFinding } from "./worst-findings.ts";

/** What a scenario plays with. */
export interface Stage {
  readonly engine: Engine;
  readonly invocation: Invocation;
}

/** What a scenario showed. Paths are relative to the workspace. */
export interface DemoResult {
  /** Whether everything came out as the scenario promises. */
  readonly ok: boolean;
  readonly runs: readonly RunReport[];
  /** The dangerous action that the gate had to refuse. */
  readonly refused: RunReport;
  readonly verification: Verification;
  readonly replay: ReplayAnswer;
  /** The first errors of the audit: in which files they are. */
  readonly findings: readonly WorstFinding[];
  readonly artifacts: readonly (WrittenFile & { readonly name: string })[];
}

/** A story that `agent demo` can tell. Add one: its file, its test, one line in the registry. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  play(stage: Stage): Promise<DemoResult>;
}
