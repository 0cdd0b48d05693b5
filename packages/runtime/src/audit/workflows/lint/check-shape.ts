import type { Observation } from "../definition-rule.ts";
import { child, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from "../yaml/yaml-node.ts";
import type { MapShape, NamedShape, Shape, TextShape, ValueShape } from "./shape.ts";
import { actionStep, job, runStep, workflowShape } from "./workflow-shape.ts";

/** A text of a workflow, and what expressions in it may use. */
export interface TextPlace {
  readonly scalar: YamlScalar;
  readonly shape: TextShape | ValueShape | Shape;
  /** The keys that lead to it from the root: `jobs`, the job's id, `steps`, the step's number, `run`. */
  readonly path: readonly string[];
}

/** What is wrong with the shape of a workflow, and its texts with their places. */
export interface ShapeReport {
  readonly problems: readonly Observation[];
  readonly texts: readonly TextPlace[];
}

/** Holds a workflow against the shape that GitHub accepts. */
export function checkWorkflowShape(root: YamlMap): ShapeReport {
  const checker = new Checker();
  checker.check(root, workflowShape, []);
  return { problems: checker.problems, texts: checker.texts };
}

const EXPRESSION = /^\s*\$\{\{[\s\S]*\}\}\s*$/;
const CALL_KEYS = ["name", "uses", "with", "secrets", "needs", "if", "permissions", "strategy", "concurrency"];

class Checker {
  readonly problems: Observation[] = [];
  readonly texts: TextPlace[] = [];

  private report(at: number, message: string, severity?: Observation["severity"]): void {
    this.problems.push({ at, message, ...(severity ? { severity } : {}) });
  }

  check(node: YamlNode, shape: Shape, path: readonly string[], at = node.start): void {
    switch (shape.kind) {
      case "any":
        this.collect(node, shape, path);
        return;
      case "either": {
        const own = node.kind === "map" ? shape.map : node.kind === "list" ? shape.list : shape.scalar;
        if (own) this.check(node, own, path, at);
        else if (node.kind === "scalar" && node.type === "null")
          this.report(at, `Expected a value for \`${shape.what}:\`, found nothing. Fill it in or remove it.`);
        else if (!this.isExpression(node, shape.map ?? shape.list, path))
          this.report(at, this.wrongKind(shape.what, node));
        return;
      }
      case "map":
        this.map(node, shape, path, at);
        return;
      case "named":
        this.named(node, shape, path, at);
        return;
      case "list":
        if (node.kind === "list") {
          if (node.items.length === 0 && !shape.empty)
            this.report(at, `Expected at least one entry in \`${shape.what}:\`, found none. Fill it in or remove it.`);
          if (path.at(-1) === "steps") this.steps(node.items, path);
          else
            for (const [index, item] of node.items.entries()) this.check(item, shape.items, [...path, String(index)]);
        } else if (!this.isExpression(node, shape, path)) this.report(at, this.wrongKind(shape.what, node));
        return;
      case "text":
        this.text(node, shape, path, at);
        return;
      default:
        this.value(node, shape, path, at);
    }
  }

  private wrongKind(what: string, node: YamlNode): string {
    const found = node.kind === "scalar" ? (node.type === "null" ? "nothing" : "a single value") : `a ${node.kind}`;
    return `Expected another kind of value for \`${what}:\`, found ${found}. See GitHub's workflow syntax.`;
  }

  /** An expression may stand for a whole section where GitHub evaluates one. */
  private isExpression(node: YamlNode, shape: Shape | undefined, path: readonly string[]): boolean {
    if (node.kind !== "scalar" || !EXPRESSION.test(node.text)) return false;
    if (!shape || !("contexts" in shape) || !shape.contexts) return shape?.kind === "map";
    this.texts.push({ scalar: node, shape, path });
    return true;
  }

  private map(node: YamlNode, shape: MapShape, path: readonly string[], at: number): void {
    if (node.kind !== "map") {
      if (node.kind === "scalar" && node.type === "null" && shape.empty) return;
      if (node.kind === "scalar" && node.type === "null")
        this.report(at, `Expected keys in \`${shape.what}:\`, found nothing. Fill it in or remove it.`);
      else if (!this.isExpression(node, shape, path)) this.report(at, this.wrongKind(shape.what, node));
      return;
    }
    if (node.entries.length === 0 && !shape.empty)
      this.report(at, `Expected keys in \`${shape.what}:\`, found none. Fill it in or remove it.`);
    this.duplicates(node.entries, shape.what, (key) => key);
    for (const { key, value } of node.entries) {
      const own = Object.hasOwn(shape.keys, key.text) ? shape.keys[key.text] : undefined;
      if (own) this.check(value, own, [...path, key.text], value.start > key.end ? value.start : key.start);
      else this.unknown(key, shape);
    }
    for (const name of shape.required ?? []) {
      if (!child(node, name)) this.report(at, `Expected \`${name}:\` in \`${shape.what}\`, found none. Add it.`);
    }
  }

  private unknown(key: YamlScalar, shape: MapShape): void {
    if (key.text === "<<") {
      this.report(
        key.start,
        "Expected the keys themselves, found the merge key `<<`, which GitHub does not support. Write them out.",
      );
      return;
    }
    const known = Object.keys(shape.keys);
    const close = known.find((each) => each.toLowerCase() === key.text.toLowerCase());
    this.report(
      key.start,
      `Expected one of ${known.map((each) => `\`${each}\``).join(", ")} in \`${shape.what}\`, found \`${key.text}\`. ${close ? `Write \`${close}\`.` : "Correct or remove it."}`,
    );
  }

  private duplicates(entries: readonly YamlEntry[], what: string, fold: (key: string) => string): void {
    const seen = new Set<string>();
    for (const { key } of entries) {
      if (seen.has(fold(key.text)))
        this.report(key.start, `Expected each key of \`${what}\` once, found \`${key.text}\` again. Remove one.`);
      seen.add(fold(key.text));
    }
  }

  private named(node: YamlNode, shape: NamedShape, path: readonly string[], at: number): void {
    if (node.kind !== "map") {
      if (node.kind === "scalar" && node.type === "null") {
        if (!shape.empty)
          this.report(at, `Expected entries in \`${shape.what}:\`, found nothing. Fill it in or remove it.`);
      } else if (!this.isExpression(node, shape, path)) this.report(at, this.wrongKind(shape.what, node));
      return;
    }
    if (node.entries.length === 0 && !shape.empty)
      this.report(at, `Expected entries in \`${shape.what}:\`, found none. Fill it in or remove it.`);
    this.duplicates(node.entries, shape.what, (key) => key.toLowerCase());
    for (const { key, value } of node.entries) {
      if (key.text === "<<") {
        this.report(
          key.start,
          "Expected the keys themselves, found the merge key `<<`, which GitHub does not support. Write them out.",
        );
        continue;
      }
      // The name of a variable may be an expression, too.
      if (key.text.includes("${{")) this.texts.push({ scalar: key, shape: shape.values, path: [...path, key.text] });
      const special = shape.keys && Object.hasOwn(shape.keys, key.text) ? shape.keys[key.text] : undefined;
      if (shape.what === "jobs" && value.kind === "map") this.job(key, value, path);
      else
        this.check(
          value,
          special ?? shape.values,
          [...path, key.text],
          value.start > key.end ? value.start : key.start,
        );
    }
  }

  private job(key: YamlScalar, node: YamlMap, path: readonly string[]): void {
    this.check(node, job, [...path, key.text], key.start);
    const has = (name: string) => child(node, name) !== null;
    if (has("uses")) {
      for (const { key: own } of node.entries) {
        if (!CALL_KEYS.includes(own.text) && own.text in job.keys) {
          this.report(
            own.start,
            `Expected a call of a workflow, found \`${own.text}:\` beside \`uses:\`. Only ${CALL_KEYS.map((each) => `\`${each}\``).join(", ")} go with it.`,
          );
        }
      }
      return;
    }
    for (const name of ["with", "secrets"]) {
      const entry = node.entries.find((each) => each.key.text === name);
      if (entry)
        this.report(
          entry.key.start,
          `Expected \`uses:\` beside \`${name}:\` in the job \`${key.text}\`, found none. They belong to the call of a workflow.`,
        );
    }
    for (const name of ["runs-on", "steps"]) {
      if (!has(name)) this.report(key.start, `Expected \`${name}:\` in the job \`${key.text}\`, found none. Add it.`);
    }
  }

  private steps(items: readonly YamlNode[], path: readonly string[]): void {
    items.forEach((item, index) => {
      const inside = [...path, String(index)];
      if (item.kind !== "map") {
        this.report(
          item.start,
          "Expected a step with `run:` or `uses:`, found something else. Fill it in or remove it.",
        );
        return;
      }
      const group = child(item, "parallel");
      if (group?.kind === "list") {
        this.steps(group.items, [...inside, "parallel"]);
        return;
      }
      // Steps that wait for those in the background have keys of their own.
      if (item.entries.some(({ key }) => key.text === "wait" || key.text === "wait-all" || key.text === "cancel"))
        return;
      // The first of the two says what the step is, so that what does not fit is reported once.
      const kind = item.entries.find(({ key }) => key.text === "run" || key.text === "uses")?.key.text;
      if (!kind) {
        this.report(item.start, "Expected `run:` or `uses:` in the step, found neither. Add one.");
        for (const { key, value } of item.entries) {
          const shape = { ...runStep.keys, ...actionStep.keys }[key.text];
          if (shape) this.check(value, shape, [...inside, key.text]);
          else this.unknown(key, runStep);
        }
        return;
      }
      this.map(item, kind === "run" ? runStep : actionStep, inside, item.start);
    });
  }

  private text(node: YamlNode, shape: TextShape, path: readonly string[], at: number): void {
    if (node.kind !== "scalar") {
      this.report(at, this.wrongKind(path.at(-1) ?? "", node));
      return;
    }
    if (node.text.trim() === "" && !shape.empty)
      this.report(at, `Expected a text for \`${lastName(path)}:\`, found an empty one. Fill it in or remove it.`);
    if (shape.oneOf && !shape.oneOf.includes(node.text) && node.text !== "") {
      this.report(
        at,
        `Expected ${shape.oneOf.map((each) => `\`${each}\``).join(" or ")} for \`${lastName(path)}:\`, found \`${node.text}\`. Correct it.`,
      );
    }
    const instead = shape.not && Object.hasOwn(shape.not, node.text) ? shape.not[node.text] : undefined;
    if (instead) this.report(at, `Expected ${instead}, found \`${node.text}\` alone. Write it out.`);
    if (node.text !== "") this.texts.push({ scalar: node, shape, path });
  }

  private value(node: YamlNode, shape: ValueShape, path: readonly string[], at: number): void {
    if (node.kind !== "scalar") {
      this.report(at, this.wrongKind(lastName(path), node));
      return;
    }
    if (EXPRESSION.test(node.text)) {
      this.texts.push({ scalar: node, shape, path });
      return;
    }
    const wanted =
      shape.kind === "boolean"
        ? "`true` or `false`"
        : shape.kind === "integer"
          ? "a whole number above zero"
          : "a number above zero";
    const fits =
      shape.kind === "boolean"
        ? node.type === "boolean"
        : node.type === "number" && Number(node.text) > 0 && (shape.kind === "number" || /^\d+$/.test(node.text));
    if (!fits)
      this.report(
        at,
        `Expected ${wanted} for \`${lastName(path)}:\`, found \`${node.text}\`. Correct it, or use an expression that gives one.`,
      );
  }

  private collect(node: YamlNode, shape: Shape, path: readonly string[]): void {
    if (node.kind === "scalar") {
      if (node.text !== "") this.texts.push({ scalar: node, shape, path });
    } else if (node.kind === "list")
      for (const [index, item] of node.items.entries()) this.collect(item, shape, [...path, String(index)]);
    else for (const { key, value } of node.entries) this.collect(value, shape, [...path, key.text]);
  }
}

function lastName(path: readonly string[]): string {
  return path.findLast((each) => !/^\d+$/.test(each)) ?? "";
}
