import { constantValue, isTruthy } from "../expression/constant-value.ts";
import { findInCondition } from "../expression/find-expressions.ts";
import type { YamlScalar } from "../yaml/yaml-node.ts";
import type { Step } from "./definition.ts";

/** Whether a step can never run: its condition, or that of its job, is false whatever happens. */
export function isDisabled(step: Step): boolean {
  return isNever(step.condition) || isNever(step.job?.condition ?? null);
}

function isNever(condition: YamlScalar | null): boolean {
  if (!condition) return false;
  const [only, ...more] = findInCondition(condition.text, condition);
  if (!only?.tree || more.length > 0 || only.start > 0 || only.end < condition.text.length) return false;
  const value = constantValue(only.tree);
  return value !== undefined && !isTruthy(value);
}
