import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { pageOf } from "./paging.ts";
import { notFound, problem } from "./problems.ts";
import { approvalOf, approvalView } from "./views/approval.ts";
import { identifier, page, paging } from "./views/shapes.ts";

const approvalParam = z.strictObject({ approval: identifier("Id of an approval.", "apr-01JZ8Q4G6T9V2N5X7B3D1F0HKM") });

export const listApprovals = defineOperation(
  {
    id: "approvals.list",
    summary: "List approvals",
    description: "Newest first.",
    scope: "approvals:read",
    query: z.strictObject({
      ...paging,
      state: approvalView.shape.state.exactOptional(),
      run: z.string().max(200).exactOptional(),
    }),
    reply: page(approvalView),
  },
  async ({ query }, call) => {
    const { services, tx, caller } = call;
    const { cursor: _, limit: __, ...filter } = query;
    const read = async (before: string | null, limit: number) => {
      const page = { limit, ...(before === null ? {} : { before }) };
      return (await services.approvals.list(tx, caller.tenant, { ...filter, ...page })).map(approvalOf);
    };
    return { body: await pageOf(query, call, read, ({ id }) => id) };
  },
);

export const getApproval = defineOperation(
  {
    id: "approvals.get",
    summary: "Show an approval",
    scope: "approvals:read",
    params: approvalParam,
    reply: approvalView,
  },
  async ({ params }, { services, tx, caller }) => {
    const approval = await services.approvals.find(tx, caller.tenant, params.approval);
    return approval ? { body: approvalOf(approval) } : notFound;
  },
);

export const decideApproval = defineOperation(
  {
    id: "approvals.decide",
    summary: "Approve or reject",
    description: "Bound to the digest that was shown: if the action has changed since, nothing is decided.",
    scope: "approvals:decide",
    params: approvalParam,
    credentials: "refused",
    body: z
      .strictObject({
        answer: z.enum(["given", "denied"]),
        digest: z.string().regex(/^[0-9a-f]{64}$/, "expected the approval's digest, 64 hexadecimal characters"),
        why: z.string().max(2000).exactOptional(),
      })
      .meta({ id: "Decide", examples: [{ answer: "given", digest: "9f".repeat(32), why: "release is scheduled" }] }),
    reply: z.strictObject({
      approval: approvalView,
      missing: z.int().describe("Number of approvals still missing; 0 when decided."),
    }),
    problems: { 403: ["approval-refused", "identity-unconfirmed"], 409: ["approval-closed"] },
  },
  async ({ params, body }, { services, tx, caller }) => {
    const answer = await services.approvals.decide(tx, caller, params.approval, body);
    if (answer === null) return notFound;
    switch (answer.kind) {
      case "counted":
        return { body: { approval: approvalOf(answer.approval), missing: answer.missing } };
      case "decided":
        return { body: { approval: approvalOf(answer.approval), missing: 0 } };
      case "closed": {
        const { state } = answer.approval;
        const detail =
          state === "pending"
            ? "expected your earlier decision, got the opposite one: decisions are final"
            : `expected a pending approval, this one is ${state}`;
        return { problem: problem("approval-closed", detail) };
      }
      case "answered": {
        const detail = "expected the earlier reason, got another one: you have already decided this approval";
        return { problem: problem("approval-closed", detail) };
      }
      case "unconfirmed": {
        const { why: detail, remedy } = answer;
        return { problem: problem("identity-unconfirmed", detail, { remedy }) };
      }
      case "refused": {
        const remedy = "show the approval to see who may decide it, and its digest";
        return { problem: problem("approval-refused", answer.why, { remedy }) };
      }
    }
  },
);
