import type { Sha256 } from "@sdetkit/core";

/**
 * Lines that `sha256sum -c` accepts, sorted by name. As GNU coreutils does it, a name with a backslash, LF or CR is escaped
 * and its line begins with a backslash.
 */
export function sha256Sums(files: readonly { readonly name: string; readonly sha256: Sha256 }[]): string {
  return [...files]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, sha256 }) => {
      const escaped = name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
      return `${escaped === name ? "" : "\\"}${sha256}  ${escaped}\n`;
    })
    .join("");
}
