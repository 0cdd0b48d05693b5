/** A text. `contexts`: which contexts an expression in it may use; none when absent. */
export interface TextShape {
  readonly kind: "text";
  /** Whether it may be empty; by default it may not. */
  readonly empty?: true;
  readonly oneOf?: readonly string[];
  /** Texts that are wrong here, and what is expected in their place. */
  readonly not?: { readonly [text: string]: string };
  readonly contexts?: readonly string[];
  /** Functions that are there in this place beside those that are everywhere. */
  readonly functions?: readonly string[];
  /** Whether a text without `${{ }}` is an expression as well. */
  readonly condition?: true;
}

/** A truth value, a whole number or a number above zero, or an expression that gives one. */
export interface ValueShape {
  readonly kind: "boolean" | "integer" | "number";
  readonly contexts?: readonly string[];
  readonly functions?: readonly string[];
}

/** A map with known keys. */
export interface MapShape {
  readonly kind: "map";
  /** How messages name it: `"job" section`. */
  readonly what: string;
  readonly keys: { readonly [key: string]: Shape };
  readonly required?: readonly string[];
  readonly empty?: true;
  /** An expression may stand for the whole. */
  readonly contexts?: readonly string[];
}

/** A map with keys of the author's choice, which GitHub compares without case. */
export interface NamedShape {
  readonly kind: "named";
  readonly what: string;
  readonly values: Shape;
  /** Keys that mean something else. */
  readonly keys?: { readonly [key: string]: Shape };
  readonly empty?: true;
  /** An expression may stand for the whole. */
  readonly contexts?: readonly string[];
}

export interface ListShape {
  readonly kind: "list";
  readonly what: string;
  readonly items: Shape;
  readonly empty?: true;
  readonly contexts?: readonly string[];
}

/** Another shape for each kind of node. */
export interface EitherShape {
  readonly kind: "either";
  readonly what: string;
  readonly map?: Shape;
  readonly list?: Shape;
  readonly scalar?: Shape;
}

/** Anything; its texts may hold expressions. */
export interface AnyShape {
  readonly kind: "any";
  readonly contexts?: readonly string[];
  readonly functions?: readonly string[];
}

/** What GitHub accepts at a place of a workflow. */
export type Shape = TextShape | ValueShape | MapShape | NamedShape | ListShape | EitherShape | AnyShape;
