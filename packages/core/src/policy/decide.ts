import { matchArgv } from "../action/argv-pattern.ts";
import { formatLogicalPath, isWithin, type LogicalPath, parseLogicalPath } from "../action/logical-path.ts";
import type { Need } from "../action/spec.ts";
import type { Policy } from "../config/config.ts";
import type { Permissions } from "../template/model.ts";
import { actingTool, isRepositoryName } from "../text/acting-tool.ts";
import type { Decision, Denial } from "./decision.ts";

/** Never read whatever an allowlist says: private keys. */
const NEVER_READ = [".sdetkit/agent/keys"];
/** Below it writes need no approval, but where a tool would act upon them by itself. */
export const WORKDIR = ".sdetkit/agent/workdir";

/** Where a workspace keeps its policy, as remedies name it. */
export const CONFIG_FILE = ".sdetkit/config.yaml";

/** What the policy is asked: the exact needs of one action, and the permissions of the template it stands in. */
export interface Question {
  readonly policy: Policy;
  /** `null` when a person asked for the action itself: then the policy alone decides. */
  readonly permissions: Permissions | null;
  readonly needs: readonly Need[];
}

/**
 * Answers for one action: deny when any need is not allowed by the policy and by the template, else approval when any
 * need is consequential (a command, the network, a write outside the workdir), else allow.
 */
export function decide(question: Question): Decision {
  const answers = question.needs.map((need) => decideNeed(need, question));
  const reasons = answers.flatMap((answer) => (answer.kind === "deny" ? answer.reasons : []));
  if (reasons.length > 0) return { kind: "deny", reasons };
  const why = answers.flatMap((answer) => (answer.kind === "approval" ? answer.why : []));
  return why.length > 0 ? { kind: "approval", why: [...new Set(why)] } : { kind: "allow" };
}

function decideNeed(need: Need, question: Question): Decision {
  switch (need.kind) {
    case "read":
      return decideRead(need);
    case "write":
      return decideWrite(need, question);
    case "shell":
      return decideShell(need, question);
    case "network":
      return decideNetwork(need, question);
  }
}

function decideRead(need: Need & { kind: "read" }): Decision {
  if (!isProtected(need.path, NEVER_READ)) return { kind: "allow" };
  return deny({
    rule: "path",
    need,
    message: `reading ${formatLogicalPath(need.path)} is never allowed: it holds the workspace's private keys`,
    remedy: "read another file",
  });
}

function decideWrite(need: Need & { kind: "write" }, { policy, permissions }: Question): Decision {
  const shown = formatLogicalPath(need.path);
  if (need.path.root === "output") return { kind: "allow" };
  const inWorkdir = isBelow(need.path, [WORKDIR]);
  const segments = (inWorkdir ? need.path.path.slice(WORKDIR.length) : need.path.path).split("/");
  // At any depth: a repository or a workspace below this one acts as well.
  if (segments.some(isRepositoryName)) {
    return deny({
      rule: "path",
      need,
      message: `writing ${shown} is never allowed: it would change the rules, the proof, or what git runs`,
      remedy: "write where no part of the path is `.git` or `.sdetkit`, or into ${{ run.output_dir }}",
    });
  }
  if (!isBelow(need.path, policy.write)) {
    return deny({
      rule: "write-allowlist",
      need,
      message: `writing ${shown} is not allowed by the workspace's policy`,
      remedy: `add a folder that holds it to policy.write in ${CONFIG_FILE}, or write into \${{ run.output_dir }}`,
    });
  }
  if (permissions && !isBelow(need.path, permissions.write)) {
    return deny({
      rule: "template-permissions",
      need,
      message: `writing ${shown} is not among the template's declared permissions`,
      remedy: "add it to permissions.write of the template",
    });
  }
  if (!inWorkdir) return { kind: "approval", why: [`writes ${shown}, outside ${WORKDIR}`] };
  const tool = segments.map(actingTool).find((each) => each !== null);
  return tool
    ? { kind: "approval", why: [`writes ${shown}, upon which ${tool} may act by itself`] }
    : { kind: "allow" };
}

function decideShell(need: Need & { kind: "shell" }, { policy, permissions }: Question): Decision {
  const shown = need.argv.map(quoteWord).join(" ");
  if (!policy.shell.some((pattern) => matchArgv(pattern, need.argv))) {
    return deny({
      rule: "shell-allowlist",
      need,
      message: `the command \`${shown}\` is not allowed by the workspace's policy`,
      remedy: `add its exact words to policy.shell in ${CONFIG_FILE}`,
    });
  }
  if (permissions && !permissions.shell.some((pattern) => matchArgv(pattern, need.argv))) {
    return deny({
      rule: "template-permissions",
      need,
      message: `the command \`${shown}\` is not among the template's declared permissions`,
      remedy: "add its exact words to permissions.shell of the template",
    });
  }
  return { kind: "approval", why: [`runs \`${shown}\``] };
}

function decideNetwork(need: Need, { policy, permissions }: Question): Decision {
  if (policy.network && (permissions === null || permissions.network)) {
    return { kind: "approval", why: ["reaches the network"] };
  }
  return deny({
    rule: policy.network ? "template-permissions" : "network",
    need,
    message: "the network is not allowed",
    remedy: policy.network
      ? "set permissions.network: true in the template"
      : `set policy.network: true in ${CONFIG_FILE}`,
  });
}

function deny(denial: Denial): Decision {
  return { kind: "deny", reasons: [denial] };
}

/** Whether a workspace path lies in one of the allowlisted roots; an entry that is no path allows nothing. */
function isBelow(path: LogicalPath, roots: readonly string[]): boolean {
  return roots.some((root) => {
    const outer = parseLogicalPath(root);
    return typeof outer !== "string" && isWithin(path, outer);
  });
}

/** Compared without case, since some file systems hold `.GIT` and `.git` for the same folder. */
function isProtected(path: LogicalPath, roots: readonly string[]): boolean {
  return path.root === "workspace" && isBelow({ root: "workspace", path: path.path.toLowerCase() }, roots);
}

/** A word as a person would have to type it: quoted where it would not stand for itself. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Folders and files that a command may write to: the run's output folder, and what policy and template both allow. */
export function writableRoots(policy: Policy, permissions: Permissions | null): readonly LogicalPath[] {
  const output: LogicalPath = { root: "output", path: "" };
  const allowed = rootsOf(policy.write);
  if (!permissions) return [output, ...allowed];
  const declared = rootsOf(permissions.write);
  const both = allowed.flatMap((one) =>
    declared.flatMap((other) => (isWithin(one, other) ? [one] : isWithin(other, one) ? [other] : [])),
  );
  return [output, ...both];
}

function rootsOf(roots: readonly string[]): LogicalPath[] {
  return roots.map(parseLogicalPath).filter((path) => typeof path !== "string");
}
