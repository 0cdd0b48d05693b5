import type { Rule } from "../rule.ts";
import { bidiControl } from "./bidi-control.ts";

/** The rules about whether the source is what a reviewer sees. */
export const sourceTrustRules: readonly Rule[] = [bidiControl];
