import { type ExpressionData, StringData } from "@actions/expressions/data/index";
import { equals, greaterThan, lessThan } from "@actions/expressions/result";
import { foldCase } from "../../text/fold-case.ts";
import { PlainText } from "./data.ts";

/** The comparisons of expressions. Texts are compared as the library does, but folded one character to one (see foldCase). */
export const COMPARISONS = {
  "==": isEqual,
  "!=": (left: ExpressionData, right: ExpressionData) => !isEqual(left, right),
  ">": isGreater,
  ">=": (left: ExpressionData, right: ExpressionData) => isEqual(left, right) || isGreater(left, right),
  "<": isLess,
  "<=": (left: ExpressionData, right: ExpressionData) => isEqual(left, right) || isLess(left, right),
} as const;

/** Whether two values are equal; other types than texts become numbers, lists and maps are equal only to themselves. */
export function isEqual(left: ExpressionData, right: ExpressionData): boolean {
  const texts = foldedTexts(left, right);
  return texts ? texts[0] === texts[1] : equals(plain(left), plain(right));
}

function isGreater(left: ExpressionData, right: ExpressionData): boolean {
  const texts = foldedTexts(left, right);
  return texts ? texts[0] > texts[1] : greaterThan(plain(left), plain(right));
}

function isLess(left: ExpressionData, right: ExpressionData): boolean {
  const texts = foldedTexts(left, right);
  return texts ? texts[0] < texts[1] : lessThan(plain(left), plain(right));
}

function foldedTexts(left: ExpressionData, right: ExpressionData): [string, string] | null {
  return left instanceof StringData && right instanceof StringData
    ? [foldCase(left.value), foldCase(right.value)]
    : null;
}

/** Beside another type, a text becomes a number as GitHub reads it, and not as JavaScript does. */
function plain(data: ExpressionData): ExpressionData {
  return data instanceof StringData ? new PlainText(data.value) : data;
}
