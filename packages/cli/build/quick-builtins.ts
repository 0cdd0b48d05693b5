import * as crypto from "node:crypto";

const PREFIX = "\0quick:";

/**
 * Node modules whose loading takes a good part of a short command, and what replaces them.
 * - `node:crypto`: its functions look the module up when they are first called.
 * - For commander only: importing `node:process` and `node:util` as modules evaluates every getter they have, and
 *   `node:child_process` serves subcommands that are programs of their own, of which there are none here.
 */
const EVERYWHERE: { readonly [id: string]: string } = { "node:crypto": lazyFunctions("node:crypto", crypto) };

const IN_COMMANDER: { readonly [id: string]: string } = {
  "node:process": "export default globalThis.process;",
  "node:util": 'export const { stripVTControlCharacters } = globalThis.process.getBuiltinModule("node:util");',
  "node:child_process": "export default {};",
};

/** Replaces them while bundling. */
export const quickBuiltins = {
  name: "quick-builtins",
  resolveId(id: string, importer: string | undefined): string | null {
    if (id in EVERYWHERE) return PREFIX + id;
    return id in IN_COMMANDER && importer?.includes("/node_modules/commander/") ? PREFIX + id : null;
  },
  load(id: string): string | null {
    if (!id.startsWith(PREFIX)) return null;
    const name = id.slice(PREFIX.length);
    return EVERYWHERE[name] ?? IN_COMMANDER[name] ?? null;
  },
};

/** A module with the same functions. Classes and constants are left out: whoever needs one is told so by the bundler. */
function lazyFunctions(id: string, exports: object): string {
  const names = Object.entries(exports).flatMap(([name, value]) =>
    typeof value === "function" && /^[a-z]/.test(name) && name !== "default" ? [name] : [],
  );
  const lines = names.map((name) => `export const ${name} = (...words) => load().${name}(...words);`);
  return [
    "let loaded;",
    `const load = () => (loaded ??= globalThis.process.getBuiltinModule("${id}"));`,
    ...lines,
  ].join("\n");
}
