import { Fault, nearest } from "@sdetkit/core";

/** `name=value` words of an option as values by name. */
function readSettings(option: string, words: readonly string[]): { [name: string]: string } {
  const settings = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf("=");
    const name = word.slice(0, Math.max(at, 0));
    if (at < 1) throw usage(option, `expected ${option} name=value, got ${option} ${JSON.stringify(word)}`);
    if (settings.has(name)) throw usage(option, `expected each name once, got ${option} ${name}=… twice`);
    settings.set(name, word.slice(at + 1));
  }
  return Object.fromEntries(settings);
}

/** The same, where `name.key=value` is one entry of a setting that has several: `inputs.release=…`. */
export function readGroupedSettings(
  option: string,
  words: readonly string[],
): { [name: string]: string | { [key: string]: string } } {
  const grouped = new Map<string, string | { [key: string]: string }>();
  for (const [name, value] of Object.entries(readSettings(option, words))) {
    const [, group, key] = /^([^.]+)\.(.+)$/s.exec(name) ?? [];
    const before = grouped.get(group ?? name);
    if (group === undefined || key === undefined ? before !== undefined : typeof before === "string") {
      throw usage(option, `expected either one value for ${group ?? name} or entries of it, got both`);
    }
    if (group === undefined || key === undefined) grouped.set(name, value);
    else grouped.set(group, Object.fromEntries([...Object.entries(before ?? {}), [key, value]]));
  }
  return Object.fromEntries(grouped);
}

/** `name=count` words of an option as whole numbers by name, `-` in names as `_`. @param known the names, as people type them. */
export function readCounts(
  option: string,
  words: readonly string[],
  known: readonly string[],
): { [name: string]: number } {
  const entries = Object.entries(readSettings(option, words));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const typed = name.replaceAll("_", "-");
      if (!known.includes(typed)) {
        const near = nearest(typed, known);
        throw new Fault("usage", `expected ${option} to name one of ${known.join(", ")}, got ${JSON.stringify(name)}`, {
          remedy: near === null ? `write ${option} ${known[0]}=4` : `did you mean ${option} ${near}=${value}?`,
        });
      }
      if (!/^\d{1,15}$/.test(value)) {
        throw usage(option, `expected ${option} ${name}= to be a whole number, got ${JSON.stringify(value)}`);
      }
      return [name.replaceAll("-", "_"), Number(value)];
    }),
  );
}

function usage(option: string, message: string): Fault {
  return new Fault("usage", message, { remedy: `write ${option} name=value, once for each name` });
}
