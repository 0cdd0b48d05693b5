import type { Pace } from "../../platform/pace.ts";
import type { RawFinding } from "../finding.ts";
import { findSecrets } from "./find-secrets.ts";

/** What is shown where a secret stood, in the name of a file or in a line. */
export const MASK = "[secret]";

/** File names as reports may show them. */
export interface MaskedPaths {
  /** The path with every secret in it replaced. */
  shown(path: string): string;
  /** One finding for each path that holds a secret, by its shown form. */
  readonly findings: readonly RawFinding[];
}

/** Looks for secrets in file names: a report that named such a file would spread what it warns of. */
export async function maskPaths(paths: readonly string[], pace: Pace): Promise<MaskedPaths> {
  const masked = new Map<string, string>();
  const findings: RawFinding[] = [];
  const starts: number[] = [];
  let length = 0;
  for (const path of paths) {
    starts.push(length);
    length += path.length + 1;
  }
  let index = 0;
  for await (const { from, to, detector, kind } of findSecrets(paths.join("\n"), "", pace)) {
    while ((starts[index + 1] ?? length) <= from) index++;
    const [path, start] = [paths[index] as string, starts[index] as number];
    // What was masked before moves the offsets: the text of the secret does not.
    const known = masked.get(path) ?? path;
    const shown = known.replaceAll(path.slice(from - start, to - start), MASK);
    masked.set(path, shown);
    const message = `Expected no secret in a file name, found one that ${detector} (${kind}) recognises. Revoke it, then rename the file.`;
    findings.push({ path, line: null, column: null, context: `file name ${detector} ${kind}`, message });
  }
  return { shown: (path) => masked.get(path) ?? path, findings };
}
