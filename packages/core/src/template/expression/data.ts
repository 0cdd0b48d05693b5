import {
  BooleanData,
  Dictionary,
  type ExpressionData,
  Array as ListData,
  Null,
  NumberData,
  StringData,
} from "@actions/expressions/data/index";
import type { Json, JsonObject } from "../../json/json.ts";
import { foldCase } from "../../text/fold-case.ts";
import { numberText, textNumber } from "./number-text.ts";

/** Lists and maps in each other, at most. */
export const MAX_DEPTH = 100;

/**
 * A JSON object for the evaluator. The library's own dictionary loses keys such as `constructor` and all but one of keys
 * that differ only in case; this one keeps every own key, prefers the exact one, and converts values when asked for.
 */
export class ObjectData extends Dictionary {
  private readonly source: JsonObject;
  private readonly depth: number;
  private readonly converted = new Map<string, ExpressionData>();
  private folded: Map<string, string> | null = null;

  constructor(source: JsonObject, depth = 0) {
    super();
    this.source = source;
    this.depth = depth;
  }

  override get(key: string): ExpressionData | undefined {
    const name = Object.hasOwn(this.source, key) ? key : this.foldedName(key);
    if (name === undefined) return undefined;
    const known = this.converted.get(name);
    if (known) return known;
    const value = toData(this.source[name]!, this.depth + 1);
    this.converted.set(name, value);
    return value;
  }

  override values(): ExpressionData[] {
    return Object.keys(this.source).map((key) => this.get(key)!);
  }

  override pairs(): { key: string; value: ExpressionData }[] {
    return Object.keys(this.source).map((key) => ({ key, value: this.get(key)! }));
  }

  /** The object this stands for. */
  toJson(): JsonObject {
    return this.source;
  }

  private foldedName(key: string): string | undefined {
    if (!this.folded) {
      this.folded = new Map();
      for (const name of Object.keys(this.source)) {
        const folded = foldCase(name);
        if (!this.folded.has(folded)) this.folded.set(folded, name);
      }
    }
    return this.folded.get(foldCase(key));
  }
}

/** A number that is written into texts as `numberText` says. */
export class PlainNumber extends NumberData {
  override coerceString(): string {
    return numberText(this.value);
  }
}

/** A text that becomes a number as `textNumber` says. */
export class PlainText extends StringData {
  override number(): number {
    return textNumber(this.value);
  }
}

/** A JSON value for the evaluator. Throws a RangeError past 100 levels. */
export function toData(value: Json, depth = 0): ExpressionData {
  if (depth > MAX_DEPTH) throw new RangeError(`the value is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case "string":
      return new StringData(value);
    case "number":
      return new PlainNumber(value);
    case "boolean":
      return new BooleanData(value);
    default:
  }
  if (value === null) return new Null();
  if (!isList(value)) return new ObjectData(value as JsonObject, depth);
  const list = new ListData();
  for (const item of value) list.add(toData(item, depth + 1));
  return list;
}

/** The JSON value of a result. Throws a RangeError for NaN and infinity, which JSON does not have. */
export function fromData(data: ExpressionData): Json {
  if (data instanceof ObjectData) return data.toJson();
  if (data instanceof ListData) return data.values().map(fromData);
  if (data instanceof StringData) return data.value;
  if (data instanceof BooleanData) return data.value;
  if (data instanceof NumberData) {
    if (!Number.isFinite(data.value)) throw new RangeError("the result is no finite number");
    return data.value === 0 ? 0 : data.value;
  }
  return null;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
