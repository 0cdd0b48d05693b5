import { join } from "node:path";
import { begin, planTemplate, type RunEvent } from "@sdetkit/core";
import { layoutOf } from "../../files/workspace-layout.ts";
import { openHistory } from "../../history/open-history.ts";
import { loadCatalogue } from "../catalogue.ts";
import { workspaceNow } from "../run-task.ts";

/** Begins a run of the first template of a workspace, and ends the process between an intent and its outcome. */
const [root = "", run = "", env = "{}"] = process.argv.slice(2);
const layout = layoutOf(root);
const [template] = (await loadCatalogue({ workspace: layout.templates, builtin: join(root, "none") })).templates;
if (!template) throw new Error("no template");
const inputs = { word: "hello" };
const budgets = { maxSteps: 100, maxActions: 200 };
const plan = planTemplate(template, inputs, {
  text: `template:${template.id}`,
  workspace: await workspaceNow(layout),
  env: JSON.parse(env),
  budgets,
});
const step = begin(plan).steps.get("first");
if (step?.kind !== "ready") throw new Error("the first step is not ready");
const history = openHistory(layout);
await history.blobs.put(template.source.text);
const first: RunEvent = { kind: "planned", plan };
history.begin({ run, task: plan.text, capturedMs: 1, body: JSON.stringify(first) });
const intent = { kind: "intent", step: "first", attempt: 1, action: "fs.write", params: step.params, digest: "" };
history.append(run, JSON.stringify(intent));
process.kill(process.pid, "SIGKILL");
