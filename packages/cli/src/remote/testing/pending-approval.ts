import { reply } from "./fake-server.ts";

/** An approval that a run of a made-up server waits for. */
export const PENDING_APPROVAL = reply<"approvals.get">({
  id: "apr-1",
  run: "r-1",
  requester: "olga",
  template: "deploy",
  workspace: "shop",
  state: "pending",
  step: "deploy",
  action: "shell.run",
  digest: "9f".repeat(32),
  preview: "start: make release",
  why: ["shell needs approval"],
  reason: "Goes to customers.",
  approvers: ["maria"],
  count: 1,
  asked_at: "2026-11-22T08:00:00.000Z",
  expires_at: "2026-11-23T08:00:00.000Z",
  decided_at: null,
  votes: [],
});
