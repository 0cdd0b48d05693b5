import {
  type Binary,
  ContextAccess,
  type Expr,
  type FunctionCall,
  IndexAccess,
  Literal,
  Star,
} from "@actions/expressions/ast";
import { BooleanData, type ExpressionData, Null, NumberData, StringData } from "@actions/expressions/data/index";
import { Evaluator } from "@actions/expressions/evaluator";
import { COMPARISONS } from "./compare.ts";
import { PlainNumber, PlainText } from "./data.ts";
import { ContextData } from "./scope.ts";

const WORKSPACE_ROOT = "workspace:";

/** The library's evaluator with this product's numbers and comparisons, a lazy `case`, and an error for what a context does not have. */
export class ScopeEvaluator extends Evaluator {
  override visitLiteral({ literal }: Literal): ExpressionData {
    return literal instanceof NumberData ? new PlainNumber(literal.value) : literal;
  }

  override visitBinary({ left, operator, right }: Binary): ExpressionData {
    const compare = COMPARISONS[operator.lexeme as keyof typeof COMPARISONS];
    return new BooleanData(compare(this.eval(left), this.eval(right)));
  }

  override visitFunctionCall(call: FunctionCall): ExpressionData {
    return call.functionName.lexeme.toLowerCase() === "case" ? this.choose(call.args) : super.visitFunctionCall(call);
  }

  /** `case`: as in GitHub's runner nothing is worked out but the conditions up to the first that holds, and its value. */
  private choose(args: readonly Expr[]): ExpressionData {
    for (let at = 0; at + 1 < args.length; at += 2) {
      const condition = this.eval(args[at]!);
      if (!(condition instanceof BooleanData)) throw new Error("case predicate must evaluate to a boolean value");
      if (condition.value) return this.eval(args[at + 1]!);
    }
    return this.eval(args.at(-1)!);
  }

  override visitContextAccess(access: ContextAccess): ExpressionData {
    if (access.name.lexeme.toLowerCase() === "workspace") return new StringData(WORKSPACE_ROOT);
    return super.visitContextAccess(access);
  }

  override visitIndexAccess(access: IndexAccess): ExpressionData {
    const { expr, index } = access;
    const object = expr instanceof ContextAccess ? super.visitContextAccess(expr) : this.eval(expr);
    const at = index instanceof Star ? index : this.eval(index);
    if (object instanceof ContextData && !(at instanceof Star)) {
      const key = at.coerceString();
      const value = object.get(key);
      if (value === undefined) throw new Error(object.missing(key));
      return value;
    }
    const token = { type: 0, lexeme: "", range: { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } } };
    const literal = (data: ExpressionData) =>
      new Literal(data instanceof StringData ? new PlainText(data.value) : data, token);
    return super.visitIndexAccess(
      new IndexAccess(literal(object ?? new Null()), at instanceof Star ? at : literal(at)),
    );
  }
}
