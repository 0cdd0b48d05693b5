import ignore, { type Ignore } from "ignore";
import { byCodeUnits } from "../../code-unit-order.ts";
import { MARKER_SIZE } from "./find-conflicts.ts";

interface Entry {
  /** Relative to this folder, which ends with `/`; "" at the root. */
  readonly folder: string;
  /** Whether the pattern is for names, or for whole paths. */
  readonly names: boolean;
  readonly pattern: Ignore;
  readonly size: number;
}

const LINE = /^\s*(?:"((?:\\.|[^"\\])*)"|([^\s"#]\S*))\s+(.*)$/;
const SIZE = /(?:^|\s)(?:conflict-marker-size=(\d{1,5})|[-!]conflict-marker-size)(?=\s|$)/g;
/** More than this is no list of attributes that somebody wrote. */
const MOST_LINES = 2000;

/**
 * Which size the markers of a conflict have in a file, by the `conflict-marker-size` that the `.gitattributes` of the repository give it:
 * the last line that fits counts, in the file nearest to it. `attributes`: path and text of each.
 */
export function markerSizes(attributes: readonly (readonly [path: string, text: string])[]): (path: string) => number {
  const entries = [...attributes]
    .sort(([a], [b]) => a.split("/").length - b.split("/").length || byCodeUnits(a, b))
    .flatMap(([path, text]) => entriesOf(path, text));
  return (path) => {
    const found = entries.findLast(({ folder, names, pattern }) => {
      if (!path.startsWith(folder)) return false;
      return pattern.ignores(names ? path.slice(path.lastIndexOf("/") + 1) : path.slice(folder.length));
    });
    return found?.size ?? MARKER_SIZE;
  };
}

function entriesOf(path: string, text: string): Entry[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return text.split(/\r\n|\n|\r/, MOST_LINES).flatMap((line): Entry[] => {
    const [, quoted, plain, rest = ""] = LINE.exec(line) ?? [];
    const last = [...rest.matchAll(SIZE)].at(-1);
    const written = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (written === undefined || last === undefined || /^[!]|\/$|^\[attr\]/.test(written)) return [];
    const size = Number(last[1] ?? MARKER_SIZE);
    const names = !written.includes("/");
    const pattern = ignore({ ignorecase: false }).add(names ? written : `/${written.replace(/^\//, "")}`);
    return [{ folder, names, pattern, size: size > 0 ? size : MARKER_SIZE }];
  });
}
