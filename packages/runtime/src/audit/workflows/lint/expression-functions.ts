import { ANY, BOOLEAN, STRING, type Type } from "./expression-type.ts";

/** A function of the expression language. The last parameter repeats when there may be more arguments. */
export interface ExpressionFunction {
  readonly least: number;
  readonly most: number;
  readonly parameters: readonly Type[];
  readonly result: Type;
  /** Whether it is there in certain places only. */
  readonly special?: true;
}

const LIST: Type = { kind: "array", item: ANY };
const MANY = 255;

/** By name in lower case. `contains` and `join` take texts and lists. */
export const expressionFunctions: { readonly [name: string]: ExpressionFunction } = {
  always: { least: 0, most: 0, parameters: [], result: BOOLEAN, special: true },
  cancelled: { least: 0, most: 0, parameters: [], result: BOOLEAN, special: true },
  case: { least: 3, most: MANY, parameters: [ANY], result: ANY },
  contains: { least: 2, most: 2, parameters: [ANY, ANY], result: BOOLEAN },
  endswith: { least: 2, most: 2, parameters: [STRING, STRING], result: BOOLEAN },
  failure: { least: 0, most: MANY, parameters: [STRING], result: BOOLEAN, special: true },
  format: { least: 1, most: MANY, parameters: [STRING, ANY], result: STRING },
  fromjson: { least: 1, most: 1, parameters: [STRING], result: ANY },
  hashfiles: { least: 1, most: MANY, parameters: [STRING], result: STRING, special: true },
  join: { least: 1, most: 2, parameters: [LIST, STRING], result: STRING },
  startswith: { least: 2, most: 2, parameters: [STRING, STRING], result: BOOLEAN },
  success: { least: 0, most: MANY, parameters: [STRING], result: BOOLEAN, special: true },
  tojson: { least: 1, most: 1, parameters: [ANY], result: STRING },
};
