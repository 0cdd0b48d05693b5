import type { Rule } from "../rule.ts";
import { gitIgnorePresent } from "./git-ignore-present.ts";
import { largeFile } from "./large-file.ts";
import { mergeConflict } from "./merge-conflict.ts";
import { suppressionComment } from "./suppression-comment.ts";

/** The rules about what does not belong into a repository. */
export const hygieneRules: readonly Rule[] = [gitIgnorePresent, largeFile, mergeConflict, suppressionComment];
