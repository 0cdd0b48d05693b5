import type { Invoke, Invoked } from "../../chat/types.ts";
import type { Approvals, ApprovalView } from "../../control/approvals/types.ts";
import { runRows } from "./test-runs.ts";

interface Page {
  readonly state: ApprovalView["state"];
  readonly limit: number;
  readonly cursor?: string;
}

/** The operations that intents ask for, without HTTP around them. */
export function testInvoke(approvals: Approvals, workspaces: () => readonly string[]): Invoke {
  return async (operation, input, { tx, caller }): Promise<Invoked> => {
    const { params = {}, query = {}, body = {} } = input as { [part: string]: { [name: string]: never } };
    switch (operation) {
      case "workspaces.list":
        return { body: { items: workspaces().map((name) => ({ name })), next: null } };
      case "templates.list":
        return { body: { items: [{ id: "health", title: "Looks after the shop" }], next: null } };
      case "dashboard.get":
        return { content: JSON.stringify(SUMMARY) };
      case "runs.list":
        return { body: { items: await runRows(tx, { requester: query["requester"] }), next: null } };
      case "runs.get":
      case "runs.cancel": {
        const [run] = await runRows(tx, { id: params["run"] });
        return run ? { body: { ...run, report: null } } : missing;
      }
      case "approvals.list": {
        const { state, limit, cursor } = query as unknown as Page;
        const filter = { state, limit, ...(cursor === undefined ? {} : { before: cursor }) };
        const items = (await approvals.list(tx, caller.tenant, filter)).map(view);
        return { body: { items, next: items.length < limit ? null : items.at(-1)!.id } };
      }
      case "approvals.get": {
        const found = await approvals.find(tx, caller.tenant, params["approval"]!);
        return found ? { body: view(found) } : missing;
      }
      case "approvals.decide": {
        const answer = await approvals.decide(tx, caller, params["approval"]!, body as never);
        if (answer === null) return missing;
        if (answer.kind === "refused")
          return { problem: { status: 403, code: "approval-refused", detail: answer.why } };
        if (answer.kind === "unconfirmed")
          return { problem: { status: 403, code: "identity-unconfirmed", detail: answer.why, remedy: answer.remedy } };
        if (answer.kind === "closed") return { problem: { status: 409, code: "approval-closed", detail: "closed" } };
        return { body: { approval: view(answer.approval), missing: answer.kind === "counted" ? answer.missing : 0 } };
      }
      default:
        throw new Error(`the test knows no ${operation}`);
    }
  };
}

const view = ({ request, ...rest }: ApprovalView) => ({ ...request, ...rest });

const missing: Invoked = { problem: { status: 404, code: "not-found", detail: "there is nothing" } };

const SUMMARY = {
  totals: { runs: 4, succeeded: 3, failed: 1, denied: 0, timed_out: 0, cancelled: 0, success_rate: 0.75 },
  durations: { p50_ms: 2_400, p95_ms: 61_000 },
  approvals: { asked: 2, given: 1, denied: 1 },
  templates: { shown: [{ template: "health", runs: 4, success_rate: 0.75 }] },
  failures: { shown: [{ run: "r-1", task: "template:health", status: "timed-out" }] },
};
