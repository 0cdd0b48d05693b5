import { commandsOf, withoutPrefixes } from "./commands-in.ts";

const DOWNLOADS = /^(?:curl|wget|irm|iwr|invoke-restmethod|invoke-webrequest)$/i;
const RUNS = /^(?:(?:ba|z|da|k)?sh|python[\d.]*|ruby|perl|node|iex|invoke-expression|pwsh|powershell|source)$/i;

/** Where a script gives what it downloads straight to a program that runs it, and that program. */
export function pipedDownloads(script: {
  readonly text: string;
}): readonly { readonly at: number; readonly shell: string }[] {
  const found: { at: number; shell: string }[] = [];
  const commands = commandsOf(script);
  let download: number | null = null;
  for (const [index, { words, at, piped, text }] of commands.entries()) {
    const [program = "", ...args] = programOf(words);
    if (DOWNLOADS.test(program)) {
      download = at;
      // bash <(curl …), bash -c "$(curl …)", iex (iwr …)
      const before = commands[index - 1];
      const [outer = ""] = before ? programOf(before.words) : [];
      const gap = before ? script.text.slice(before.at, at) : "";
      if (before && RUNS.test(outer) && /(?:<\(|\$\(|`|\()\s*(?:sudo\s+)?$/.test(gap))
        found.push({ at: before.at, shell: outer });
      continue;
    }
    const inner = /^(?:-c|-Command)$/i.test(args[0] ?? "")
      ? /^\s*(?:\$\(|`)?\s*(?:curl|wget)\b/.test(args[1] ?? "")
      : false;
    const substituted = RUNS.test(program) && /(?:\$\(|<\()\s*(?:curl|wget)\b/.test(text);
    if (inner || substituted) found.push({ at, shell: program });
    if (!piped) download = null;
    else if (download !== null && RUNS.test(program) && !args.some((arg) => /^-c$/.test(arg))) {
      found.push({ at: download, shell: program });
      download = null;
    }
  }
  return found;
}

function programOf(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = withoutPrefixes(words);
  if (/^(?:sudo|env|-\w+)$/.test(first)) return programOf(rest);
  return [first.replace(/^.*\//, ""), ...rest];
}
