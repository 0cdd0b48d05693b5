import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from "@actions/expressions/ast";
import type { Token } from "@actions/expressions/lexer";
import type { DiagnosticCode } from "../diagnostic/catalogue.ts";
import { excerpt } from "../text/excerpt.ts";
import { foldCase } from "../text/fold-case.ts";
import { nameHint } from "../text/nearest.ts";
import type { InputSpec } from "./model.ts";

/** What an expression may refer to where it is. */
export interface Visible {
  readonly inputs: { readonly [name: string]: InputSpec };
  /** Inputs that are there but broken: a reference to them is no further error. */
  readonly brokenInputs: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
  /** Whether a step is surely over; null: all of them are (outputs of the template). */
  readonly isOver: ((step: string) => boolean) | null;
  /** The step the expression belongs to. */
  readonly self: string | null;
}

/** A reference that leads nowhere. */
export interface ReferenceProblem {
  readonly code: DiagnosticCode;
  readonly token: Token;
  readonly message: string;
  readonly hint: string;
}

const PROPERTIES: { readonly [context: string]: readonly string[] } = {
  run: ["id", "output_dir"],
  template: ["id", "version"],
  workspace: ["commit", "kind"],
};

type Link = { readonly kind: "name"; readonly name: string; readonly token: Token } | { readonly kind: "computed" };

/** Every reference of an expression that is not there, or not there for sure. */
export function checkReferences(expr: Expr, visible: Visible): readonly ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const visit = (node: Expr): void => {
    if (node instanceof IndexAccess || node instanceof ContextAccess) {
      const links: Link[] = [];
      let root: Expr = node;
      while (root instanceof IndexAccess) {
        const { index } = root;
        links.unshift(
          index instanceof Literal
            ? { kind: "name", name: index.literal.coerceString(), token: index.token }
            : { kind: "computed" },
        );
        if (!(index instanceof Literal) && !(index instanceof Star)) visit(index);
        root = root.expr;
      }
      if (root instanceof ContextAccess) {
        const problem = checkChain(root.name, links, visible);
        if (problem) problems.push(problem);
      } else visit(root);
    } else if (node instanceof Unary) visit(node.expr);
    else if (node instanceof Grouping) visit(node.group);
    else if (node instanceof Binary) {
      visit(node.left);
      visit(node.right);
    } else if (node instanceof Logical || node instanceof FunctionCall) node.args.forEach(visit);
  };
  visit(expr);
  return problems;
}

function checkChain(root: Token, links: readonly Link[], visible: Visible): ReferenceProblem | null {
  const context = root.lexeme.toLowerCase();
  const [first] = links;
  if (context === "inputs") return checkInput(links, visible);
  if (context === "workspace" && !first) return null;
  if (!first || first.kind === "computed") {
    return {
      code: "unknown-reference",
      token: root,
      message: `expected a name after \`${context}\`, got ${first ? "a computed one" : "none"}`,
      hint: context === "steps" ? "write steps.<id>.outputs.<name> or steps.<id>.status" : `write ${context}.<name>`,
    };
  }
  if (context === "steps") return checkStep(first, links, visible);
  const second = links[1];
  const tooFar = second?.kind === "name" ? noProperty(`${context}.${first.name}`, second) : null;
  if (context === "env") return tooFar;
  const known = PROPERTIES[context] ?? [];
  return known.includes(first.name.toLowerCase()) ? tooFar : unknown(first, `a property of \`${context}\``, known);
}

function checkInput(links: readonly Link[], visible: Visible): ReferenceProblem | null {
  const [first, second] = links;
  if (first?.kind !== "name") return null;
  const names = Object.keys(visible.inputs);
  const name = names.find((each) => foldCase(each) === foldCase(first.name));
  if (name === undefined) {
    return visible.brokenInputs.has(foldCase(first.name))
      ? null
      : unknown(first, "a declared input", names, "declare it under `inputs:`");
  }
  if (second?.kind !== "name" || visible.inputs[name]!.type === "list") return null;
  return noProperty(`inputs.${name}`, second);
}

function checkStep(first: Link & { kind: "name" }, links: readonly Link[], visible: Visible): ReferenceProblem | null {
  const id = [...visible.steps].find((each) => foldCase(each) === foldCase(first.name));
  if (id === undefined)
    return unknown(
      first,
      "the id of a step",
      [...visible.steps].filter((each) => each !== visible.self),
      "remove it: there is no other step",
    );
  if (id === visible.self) {
    return {
      code: "step-not-upstream",
      token: first.token,
      message: `step \`${id}\` cannot use its own outputs`,
      hint: "refer to a step before it",
    };
  }
  if (visible.isOver && !visible.isOver(id)) {
    return {
      code: "step-not-upstream",
      token: first.token,
      message: `step \`${id}\` may not be over when step \`${visible.self}\` starts`,
      hint: `add \`${id}\` to \`needs\` of step \`${visible.self}\`, or move it before`,
    };
  }
  const [, part, further] = links;
  if (!part || part.kind === "computed") {
    return {
      code: "unknown-reference",
      token: first.token,
      message: `expected \`outputs\` or \`status\` after \`steps.${id}\``,
      hint: `write steps.${id}.outputs.<name> or steps.${id}.status`,
    };
  }
  const property = part.name.toLowerCase();
  if (property !== "outputs" && property !== "status")
    return unknown(part, `a property of step \`${id}\``, ["outputs", "status"]);
  return property === "status" && further?.kind === "name" ? noProperty(`steps.${id}.status`, further) : null;
}

function unknown(
  link: Link & { kind: "name" },
  what: string,
  known: readonly string[],
  otherwise = "remove it",
): ReferenceProblem {
  return {
    code: "unknown-reference",
    token: link.token,
    message: `expected ${what}, got \`${excerpt(link.name)}\``,
    hint: nameHint(link.name, known, otherwise),
  };
}

function noProperty(what: string, link: Link & { kind: "name" }): ReferenceProblem {
  return {
    code: "unknown-reference",
    token: link.token,
    message: `\`${what}\` is a single value and has no \`${excerpt(link.name)}\``,
    hint: `write \`${what}\``,
  };
}
