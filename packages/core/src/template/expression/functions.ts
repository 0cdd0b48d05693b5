import { BooleanData, type ExpressionData, Array as ListData, StringData } from "@actions/expressions/data/index";
import type { FunctionDefinition, FunctionInfo } from "@actions/expressions/funcs/info";
import { type JsonRules, parseJson } from "../../json/parse-json.ts";
import { foldCase } from "../../text/fold-case.ts";
import { isEqual } from "./compare.ts";
import { fromData, MAX_DEPTH, toData } from "./data.ts";

/** Functions that every expression may call. */
export const FUNCTION_NAMES = [
  "contains",
  "startsWith",
  "endsWith",
  "format",
  "join",
  "toJSON",
  "fromJSON",
  "case",
] as const;

/** Functions that only a condition may call. */
export const STATUS_FUNCTION_NAMES = ["always", "success", "failure", "cancelled"] as const;

/** Most UTF-16 code units of what one evaluation gives. */
export const MAX_RESULT = 4 * 1024 * 1024;

/** How the steps before went, for the status functions. */
export interface UpstreamStatus {
  readonly failed: boolean;
  readonly cancelled: boolean;
}

/** The status functions as the parser needs to know them. */
export const PARSER_STATUS_FUNCTIONS: FunctionInfo[] = STATUS_FUNCTION_NAMES.map((name) => ({
  name,
  minArgs: 0,
  maxArgs: 0,
}));

const define = (
  name: string,
  min: number,
  max: number,
  call: (...args: ExpressionData[]) => ExpressionData,
): FunctionDefinition => ({
  name,
  minArgs: min,
  maxArgs: max,
  call,
});

/**
 * Functions that take the place of the library's: with results bounded before they are built, JSON objects that keep every
 * key, and letter case that is folded one to one. By lower-case name.
 */
export const BOUNDED_FUNCTIONS: ReadonlyMap<string, FunctionDefinition> = new Map([
  ["contains", define("contains", 2, 2, contains)],
  [
    "startswith",
    define(
      "startsWith",
      2,
      2,
      ofTexts((text, part) => text.startsWith(part)),
    ),
  ],
  [
    "endswith",
    define(
      "endsWith",
      2,
      2,
      ofTexts((text, part) => text.endsWith(part)),
    ),
  ],
  ["format", define("format", 1, 255, format)],
  ["join", define("join", 1, 2, join)],
  ["tojson", define("toJSON", 1, 1, (value) => new StringData(bounded(JSON.stringify(fromData(value!), null, 2))))],
  ["fromjson", define("fromJSON", 1, 1, (value) => fromJson(bounded(value!.coerceString())))],
]);

/** The status functions for one condition, by lower-case name. */
export function statusFunctions({ failed, cancelled }: UpstreamStatus): ReadonlyMap<string, FunctionDefinition> {
  const answer = (name: string, value: boolean): [string, FunctionDefinition] => [
    name,
    define(name, 0, 0, () => new BooleanData(value)),
  ];
  return new Map([
    answer("always", true),
    answer("success", !failed && !cancelled),
    answer("failure", failed && !cancelled),
    answer("cancelled", cancelled),
  ]);
}

/** A text, unless it is too large to continue with. */
export function bounded(text: string): string {
  if (text.length > MAX_RESULT) throw new RangeError(`the result is larger than ${MAX_RESULT} characters`);
  return text;
}

/** A question about two single values as texts, without regard to letter case; false of anything else. */
function ofTexts(ask: (text: string, part: string) => boolean): (...args: ExpressionData[]) => ExpressionData {
  return (text, part) =>
    new BooleanData(
      text!.primitive && part!.primitive && ask(foldCase(text!.coerceString()), foldCase(part!.coerceString())),
    );
}

const includes = ofTexts((text, part) => text.includes(part));

/** Whether a text has a part, or a list an item. */
function contains(searched: ExpressionData, item: ExpressionData): ExpressionData {
  if (!(searched instanceof ListData)) return includes(searched, item);
  return new BooleanData(searched.values().some((each) => isEqual(item, each)));
}

/** What fromJSON reads was written by whoever made it: a number that no double holds continues as a text with its digits. */
const FROM_ELSEWHERE: JsonRules = { numbers: "text", duplicates: "last", depth: MAX_DEPTH };

function fromJson(text: string): ExpressionData {
  const parsed = parseJson(text, FROM_ELSEWHERE);
  if (parsed.ok) return toData(parsed.value);
  if (parsed.problem.code === "too-deep") throw new RangeError(`the value is nested deeper than ${MAX_DEPTH} levels`);
  throw new Error(`fromJSON() got a text that is not JSON: ${parsed.problem.message}`);
}

/** `{0}` … `{n}`, with `{{` and `}}` for the braces themselves. */
function format(...[template, ...values]: ExpressionData[]): ExpressionData {
  const texts = values.map((value) => value.coerceString());
  let length = 0;
  const result = template!.coerceString().replace(/\{\{|\}\}|\{(\d+)\}|[{}]/g, (found, index: string | undefined) => {
    if (found === "{{" || found === "}}") return found[0]!;
    const value = index === undefined ? undefined : texts[Number(index)];
    if (value === undefined) throw new Error(`format() has no value for \`${found}\`; write {{ and }} for braces`);
    length += value.length;
    if (length > MAX_RESULT) throw new RangeError(`the result is larger than ${MAX_RESULT} characters`);
    return value;
  });
  return new StringData(bounded(result));
}

/** The items as text with a separator (`,` unless given); a single value is its own text. */
function join(list: ExpressionData, separator?: ExpressionData): ExpressionData {
  if (list.primitive) return new StringData(list.coerceString());
  if (!("values" in list) || "pairs" in list) return new StringData("");
  const between = separator?.primitive ? separator.coerceString() : ",";
  const items = list.values().map((item) => item.coerceString());
  const length = items.reduce((sum, item) => sum + item.length + between.length, 0);
  if (length > MAX_RESULT) throw new RangeError(`the result is larger than ${MAX_RESULT} characters`);
  return new StringData(items.join(between));
}
