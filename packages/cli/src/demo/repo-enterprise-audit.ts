import { Fault, type RunReport } from "@sdetkit/core";
import { type Approver, openHistory, type Progress, verifyHistory } from "@sdetkit/runtime";
import { throwIfInterrupted, withProgress } from "../progress/with-progress.ts";
import type { DemoResult, Scenario, Stage } from "./scenario.ts";
import { worstFindings } from "./worst-findings.ts";
import { writeEvidence } from "./write-evidence.ts";

/** By their full names: what a workspace puts in their place would decide what is shown here. */
const TEMPLATES = ["repo-health-audit", "security-governance-summary", "report-dashboard"];

/** Rewrites what others have: no policy allows it unasked, and nobody is asked here. */
const DANGEROUS = 'action shell.run {"argv":["git","push","--force","origin","HEAD"]}';

/** So many places are named in the answer: the rest is in `audit.json`. */
const SHOWN_FINDINGS = 3;

const nobody: Approver = {
  ask: async () => ({ kind: "unasked", why: "the demonstration approves nothing" }),
};

/** Audits a repository, shows the gate refusing, verifies the ledger, replays a run, and leaves the evidence in one folder. */
export const repoEnterpriseAudit: Scenario = {
  name: "repo-enterprise-audit",
  title: "audit this repository, and prove it",
  async play(stage) {
    return await withProgress(stage.invocation, (display) => playAll(stage, display.show));
  },
};

async function playAll({ engine, invocation }: Stage, onProgress: (progress: Progress) => void): Promise<DemoResult> {
  const { signal } = invocation.console;
  const goOn = () =>
    throwIfInterrupted(invocation, "the demonstration did not finish; its completed runs are in the history");
  const run = async (task: string): Promise<RunReport> => {
    const answer = await engine.run({ task, inputs: {} }, { approver: nobody, onProgress, signal });
    goOn();
    if (answer.kind === "ran") return answer.report;
    const { code, message, diagnostics } = answer;
    throw new Fault(code, `the demonstration needs ${task}, but ${message}`, { diagnostics });
  };
  const runs: RunReport[] = [];
  for (const id of TEMPLATES) runs.push(await run(`template:builtin:${id}`));
  const refused = await run(DANGEROUS);
  const replay = await engine.replay((runs[0] as RunReport).hash, { signal, onProgress });
  goOn();
  const verification = await verifyHistory(engine.layout);
  const history = openHistory(engine.layout, { readOnly: true });
  try {
    const artifacts = await writeEvidence(engine.layout, history, [...runs, refused]);
    const findings = await worstFindings(engine.layout.root, runs[0], SHOWN_FINDINGS);
    const ok = runs.every(({ status }) => status === "succeeded") && refused.status === "denied";
    return { ok: ok && verification.ok && replay.ok, runs, refused, verification, replay, findings, artifacts };
  } finally {
    history.close();
  }
}
