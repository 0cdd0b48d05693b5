import type { AccessExpression, Expression, NameExpression } from "./expression.ts";

/** One step of a path: a name or index in lower case, `*` for all of them, null where it is computed. */
type PathStep = string | null;

/** A use of a context such as `github.event.issue.title`: names are compared without case, as GitHub does. */
export interface ContextReference {
  readonly path: readonly PathStep[];
  readonly at: NameExpression | AccessExpression;
}

/** The path of a name or of accesses that start at one; null for anything else. */
export function contextPath(expression: Expression): readonly PathStep[] | null {
  if (expression.kind === "name") return [expression.name.toLowerCase()];
  if (expression.kind !== "access") return null;
  const head = contextPath(expression.object);
  if (!head) return null;
  const { property } = expression;
  if (property === "*") return [...head, "*"];
  return [...head, property.kind === "literal" ? String(property.value).toLowerCase() : null];
}

/** Every context that an expression reads, each by its longest path, in the order of the text. */
export function contextReferences(expression: Expression): readonly ContextReference[] {
  const found: ContextReference[] = [];
  const visit = (part: Expression): void => {
    const path = contextPath(part);
    if (path && (part.kind === "name" || part.kind === "access")) found.push({ path, at: part });
    switch (part.kind) {
      case "access": {
        if (!path) visit(part.object);
        for (let inner: Expression = part; inner.kind === "access"; inner = inner.object) {
          if (inner.property !== "*" && inner.property.kind !== "literal") visit(inner.property);
          if (!path) break;
        }
        return;
      }
      case "call":
        for (const each of part.args) visit(each);
        return;
      case "not":
        visit(part.operand);
        return;
      case "binary":
        visit(part.left);
        visit(part.right);
        return;
      default:
    }
  };
  visit(expression);
  return found.sort((a, b) => a.at.start - b.at.start);
}

/** A path as people write it; what is computed is `[…]`. */
export function writtenPath(path: readonly PathStep[]): string {
  return path.map((step, index) => (step === null ? "[…]" : index === 0 ? step : `.${step}`)).join("");
}
