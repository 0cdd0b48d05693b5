import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rolldown } from "tsdown";

const FILE = "THIRD-PARTY-NOTICES.txt";

/**
 * Puts the licence of every package that is part of a bundle beside it: most of them ask for that of whoever passes them on. A
 * package without a licence stops the build.
 */
export const notices: Rolldown.Plugin = {
  name: "notices",
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
    const folders = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []));
    const texts = [...folders].map(noticeOf).sort();
    const intro = "This program contains the packages below, each under its own licence.\n";
    this.emitFile({ type: "asset", fileName: FILE, source: [intro, ...texts].join(`\n${"-".repeat(80)}\n\n`) });
  },
};

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (typeof license !== "string") throw new Error(`expected a licence in ${folder}/package.json, there is none`);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text =
    file === undefined ? "It comes without the text of its licence." : readFileSync(join(folder, file), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
