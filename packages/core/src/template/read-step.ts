import { ENV_NAME } from "../config/schema-parts.ts";
import type { Place } from "../diagnostic/diagnostic.ts";
import type { JsonObject } from "../json/json.ts";
import type { NamesSeen, TreeReader } from "../yaml/tree-reader.ts";
import { quoteHint, type Tree, type TreeMap, type TreeScalar, treeToJson } from "../yaml/yaml-tree.ts";
import { bareCondition } from "./evaluate.ts";
import type { ApprovalSpec, RetrySpec, Step } from "./model.ts";
import { isHijackingEnvName, NAME } from "./names.ts";

/** A step and the places of its parts, for checks that need the whole workflow. `needs` null: not written. */
export interface ReadStep {
  readonly step: Step;
  readonly needs: readonly { readonly id: string; readonly place: Place }[] | null;
  readonly places: {
    readonly id: Place;
    readonly action: Place;
    readonly with: TreeMap | null;
    readonly env: TreeMap | null;
    readonly if: TreeScalar | null;
  };
}

const KEYS = {
  required: ["id", "action"],
  optional: [
    "name",
    "with",
    "needs",
    "if",
    "env",
    "timeout-minutes",
    "retry",
    "continue-on-error",
    "idempotent",
    "approval",
    "redact",
    "inputs",
  ],
};
const NO_RETRY: RetrySpec = { max: 0, delaySeconds: 0 };

/** Reads one entry of `workflow`. `seen`: ids so far. Null without a usable id; `action` is empty when it is unusable. */
export function readStep(tree: Tree, reader: TreeReader, seen: NamesSeen): ReadStep | null {
  const fields = reader.fields(tree, "a step", KEYS);
  if (!fields) return null;
  const read = <T>(key: string, reading: (value: Tree) => T | null, absent: T): T => {
    const value = fields.get(key);
    return (value && reading(value)) ?? absent;
  };
  const idTree = fields.get("id");
  const actionTree = fields.get("action");
  const id = idTree && reader.text(idTree, "`id`");
  const usable = id != null && reader.name(id, idTree!.place, "`workflow`", NAME, seen);
  const what = usable ? `step \`${id}\`` : "the step";
  const action = actionTree ? reader.text(actionTree, `\`action\` of ${what}`) : null;
  const name = read("name", (value) => reader.text(value, `\`name\` of ${what}`, { max: 200 }), id ?? "");
  const parameters = read("with", (value) => reader.map(value, `\`with\` of ${what}`), null);
  const env = read("env", (value) => readEnv(value, what, reader), null);
  const condition = read("if", (value) => readCondition(value, what, reader), null);
  const needs = read("needs", (value) => readNeeds(value, what, reader), null);
  const timeoutMinutes = read(
    "timeout-minutes",
    (value) => reader.number(value, `\`timeout-minutes\` of ${what}`, { min: 0.01, max: 1_440, whole: false }),
    null,
  );
  const retry = read("retry", (value) => readRetry(value, what, reader), NO_RETRY);
  const continueOnError = read(
    "continue-on-error",
    (value) => reader.boolean(value, `\`continue-on-error\` of ${what}`),
    false,
  );
  const idempotent = read("idempotent", (value) => reader.boolean(value, `\`idempotent\` of ${what}`), false);
  const redact = read("redact", (value) => reader.boolean(value, `\`redact\` of ${what}`), false);
  const approval = read("approval", (value) => readApproval(value, what, reader), null);
  const inputs = read("inputs", (value) => readStepInputs(value, what, reader), null);
  if (!usable) return null;
  return {
    step: {
      id,
      name,
      action: action ?? "",
      with: parameters ? (treeToJson(parameters) as JsonObject) : {},
      needs: [],
      ...(condition ? { if: bareCondition(String(condition.value)).trim() } : {}),
      env: env ? (treeToJson(env) as { [name: string]: string }) : {},
      ...(timeoutMinutes === null ? {} : { timeoutMinutes }),
      retry,
      continueOnError,
      ...(idempotent ? { idempotent } : {}),
      ...(approval ? { approval } : {}),
      ...(redact ? { redact } : {}),
      ...(inputs && inputs.length > 0 ? { inputs } : {}),
      place: idTree!.place,
    },
    needs,
    places: { id: idTree!.place, action: actionTree?.place ?? idTree!.place, with: parameters, env, if: condition },
  };
}

function readNeeds(tree: Tree, what: string, reader: TreeReader): ReadStep["needs"] {
  const trees = tree.kind === "list" ? tree.items : [tree];
  const needs: { id: string; place: Place }[] = [];
  for (const item of trees) {
    const id = reader.text(item, `\`needs\` of ${what}`, { shape: NAME });
    if (id === null) continue;
    if (needs.some((need) => need.id === id))
      reader.invalid(
        item.place,
        `expected each step once in \`needs\` of ${what}, got \`${id}\` again`,
        "remove the repeated one",
      );
    else needs.push({ id, place: item.place });
  }
  return needs;
}

function readCondition(tree: Tree, what: string, reader: TreeReader): TreeScalar | null {
  if (tree.kind === "scalar" && (typeof tree.value === "string" || typeof tree.value === "boolean")) return tree;
  return reader.wrongType(tree, `\`if\` of ${what}`, "a condition", "write for example `if: inputs.deep && success()`");
}

function readEnv(tree: Tree, what: string, reader: TreeReader): TreeMap | null {
  const entries = reader.named(tree, `\`env\` of ${what}`, ENV_NAME, 100);
  if (!entries) return null;
  const usable = entries.filter(({ key, keyPlace, value }) => {
    if (isHijackingEnvName(key)) {
      reader.findings.error(
        "forbidden-name",
        keyPlace,
        `expected a variable of your own in \`env\` of ${what}, got \`${key}\``,
        "remove it: it could make an allowed command run another one",
      );
      return false;
    }
    if (value.kind === "scalar" && typeof value.value === "string") return true;
    reader.wrongType(value, `\`${key}\` in \`env\` of ${what}`, "a text", quoteHint(value));
    return false;
  });
  return { kind: "map", place: tree.place, entries: usable };
}

function readRetry(tree: Tree, what: string, reader: TreeReader): RetrySpec | null {
  const fields = reader.fields(tree, `\`retry\` of ${what}`, { required: ["max"], optional: ["delay-seconds"] });
  const max = fields?.get("max");
  const delay = fields?.get("delay-seconds");
  const attempts = max ? reader.number(max, `\`max\` in \`retry\` of ${what}`, { min: 0, max: 10, whole: true }) : null;
  const seconds = delay
    ? reader.number(delay, `\`delay-seconds\` of ${what}`, { min: 0, max: 3_600, whole: false })
    : 0;
  return attempts === null || seconds === null ? null : { max: attempts, delaySeconds: seconds };
}

/** Below the workspace, and neither git's own folder nor the agent's. */
const INPUT = /^(?!\.git(?:\/|$)|\.sdetkit(?:\/|$))(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\0\\](?:[^\0\\]*[^/\0\\])?$/;

function readStepInputs(tree: Tree, what: string, reader: TreeReader): readonly string[] | null {
  const inputs = reader.texts(tree, `\`inputs\` of ${what}`, 100, { max: 1_024 });
  if (!inputs) return null;
  const paths = inputs.map((input) => input.replace(/^workspace:\//, "").replace(/\/$/, ""));
  const bad = paths.findIndex((path) => !INPUT.test(path) || path.includes("//") || path.includes("${{"));
  if (bad < 0) return paths;
  const place = (tree.kind === "list" ? tree.items[bad]?.place : null) ?? tree.place;
  return reader.invalid(
    place,
    `expected paths below the workspace in \`inputs\` of ${what}, got \`${inputs[bad]}\``,
    "write a file, a folder or a pattern, such as `node_modules` or `dist/**`; expressions are not possible here",
  );
}

function readApproval(tree: Tree, what: string, reader: TreeReader): ApprovalSpec | null {
  const fields = reader.fields(tree, `\`approval\` of ${what}`, {
    required: ["reason"],
    optional: ["approvers", "count", "expires-hours"],
  });
  if (!fields) return null;
  const reasonTree = fields.get("reason");
  const approversTree = fields.get("approvers");
  const countTree = fields.get("count");
  const hoursTree = fields.get("expires-hours");
  const reason = reasonTree ? reader.text(reasonTree, `\`reason\` of ${what}`, { max: 1_000 }) : null;
  const approvers = approversTree ? reader.texts(approversTree, `\`approvers\` of ${what}`, 100, { max: 128 }) : [];
  const count = countTree ? reader.number(countTree, `\`count\` of ${what}`, { min: 1, max: 20, whole: true }) : 1;
  const expiresHours = hoursTree
    ? reader.number(hoursTree, `\`expires-hours\` of ${what}`, { min: 0.1, max: 720, whole: false })
    : 24;
  if (reason === null || approvers === null || count === null || expiresHours === null) return null;
  const people = new Set(approvers).size;
  if (people > 0 && count > people && !approvers.includes("*")) {
    return reader.invalid(
      countTree?.place ?? tree.place,
      `expected a \`count\` that the ${people} approvers of ${what} can reach, got ${count}`,
      "name more approvers, or lower the count",
    );
  }
  return { reason, approvers, count, expiresHours };
}
