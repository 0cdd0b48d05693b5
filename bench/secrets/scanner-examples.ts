import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { entropy } from "../../packages/runtime/src/audit/secrets/entropy.ts";
import { sampleOfPattern, seededRandom } from "../../packages/runtime/src/audit/secrets/testing/sample-of-pattern.ts";
import { type GoBuiltins, type GoObject, GoPackage, type GoValue } from "./go-subset.ts";

/** What a public scanner says about one text: that its rule has to find something in it, or must not. */
export interface ScannerExample {
  readonly rule: string;
  readonly positive: boolean;
  readonly path: string;
  readonly text: string;
}

/** The examples of a scanner, and the functions of its sources that could not be run. */
export interface ScannerExamples {
  readonly examples: readonly ScannerExample[];
  readonly failed: readonly string[];
}

/** Where gitleaks and those that come from it keep their rules with the examples that their generator checks. */
const RULES = "cmd/generate/config/rules";
const HELPERS = "cmd/generate/config/utils";
const PATH = "src/settings.txt";

/**
 * Reads the examples from a checkout of gitleaks or betterleaks. Samples that these projects draw by chance are drawn here from
 * the same expressions with a seed, so that two runs see the same texts.
 */
export function readScannerExamples(checkout: string, seed: number): ScannerExamples {
  const random = seededRandom(seed);
  const examples: ScannerExample[] = [];
  const failed: string[] = [];
  const folder = join(checkout, RULES);
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith(".go") && !/_test\.go$|^stopwords/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));
  const helpers = ["generate.go", "patterns.go"].map((name) => readFileSync(join(checkout, HELPERS, name), "utf8"));
  const add = (rule: GoValue, list: GoValue, positive: boolean) => {
    // A component of another rule: nothing that the scanner reports.
    if (Object.hasOwn((rule ?? {}) as GoObject, "SkipReport")) return;
    const id = String((rule as GoObject | undefined)?.["RuleID"] ?? "?");
    const entries = Array.isArray(list) ? list.map((text) => [PATH, text]) : Object.entries((list ?? {}) as GoObject);
    for (const [path, text] of entries) {
      if (typeof text !== "string") failed.push(`${id}: an example that was not understood`);
      else examples.push({ rule: id, positive, path: path as string, text });
    }
  };
  const validate = (rule: GoValue, positives: GoValue, negatives: GoValue) => {
    add(rule, positives, true);
    add(rule, negatives, false);
    return rule;
  };
  const draw = (pattern: GoValue, least: GoValue = 0) => {
    const plain = houseDialect(String(pattern));
    let best = "";
    for (let attempt = 0; attempt < 10; attempt++) {
      const sample = sampleOfPattern(plain, random);
      if (attempt === 0 || entropy(sample) > entropy(best)) best = sample;
      if (entropy(best) >= Number(least)) return best;
    }
    return best;
  };
  const go = new GoPackage(sources, {
    ...builtins(helpers),
    "utils.Validate": validate,
    "utils.ValidateWithPaths": validate,
    "secrets.NewSecret": (pattern) => draw(pattern),
    "secrets.NewSecretWithEntropy": draw,
    newPlausibleSecret: (pattern) => draw(pattern, 3.6),
  });
  for (const name of go.names) {
    if (go.parametersOf(name).length > 0) continue;
    try {
      go.call(name, []);
    } catch (error) {
      failed.push(`${name}: ${(error as Error).message}`);
    }
  }
  const known = new Set<string>();
  return {
    examples: examples.filter(({ rule, positive, path, text }) => {
      const key = JSON.stringify([rule, positive, path, text]);
      return !known.has(key) && known.add(key);
    }),
    failed,
  };
}

function builtins(helpers: readonly string[]): GoBuiltins {
  const base64 = (encoding: "base64" | "base64url", padded: boolean) => (text: GoValue) => {
    const encoded = Buffer.from(String(text), "latin1").toString(encoding);
    const bare = encoded.replace(/=+$/, "");
    return padded ? bare.padEnd(Math.ceil(bare.length / 4) * 4, "=") : bare;
  };
  const encodings = Object.fromEntries(
    ["b64", "base64"].flatMap((name) => [
      [`${name}.StdEncoding.EncodeToString`, base64("base64", true)],
      [`${name}.RawStdEncoding.EncodeToString`, base64("base64", false)],
      [`${name}.URLEncoding.EncodeToString`, base64("base64url", true)],
      [`${name}.RawURLEncoding.EncodeToString`, base64("base64url", false)],
    ]),
  );
  const texts = sampleTexts(helpers.join("\n"));
  const format = {
    "fmt.Sprintf": (format: GoValue, ...args: readonly GoValue[]) => {
      let next = 0;
      return String(format).replace(/%[sdvq]/g, () => String(args[next++]));
    },
  };
  const utils = new GoPackage(helpers, format);
  return {
    ...encodings,
    ...format,
    ...Object.fromEntries(utils.names.map((name) => [`utils.${name}`, (...args) => utils.call(name, args)])),
    "utils.GenerateSampleSecrets": (name, secret) =>
      texts.map((text) =>
        text
          .replaceAll("{i}", String(name))
          .replaceAll("{I}", String(name).toUpperCase())
          .replaceAll("{s}", String(secret)),
      ),
    "strings.Repeat": (text, times) => String(text).repeat(Number(times)),
    "strings.ToUpper": (text) => String(text).toUpperCase(),
    "strings.ToLower": (text) => String(text).toLowerCase(),
    "regexp.MustCompile": (pattern) => pattern,
    "strconv.FormatInt": (value, base) => Number(value).toString(Number(base)),
  };
}

/** The forms in which the scanner writes a sample: what is in its own table. */
function sampleTexts(helpers: string): readonly string[] {
  const table = /samples := map\[string\]string\{(?<body>[\s\S]*?)\n\t\}/.exec(helpers)?.groups?.["body"] ?? "";
  const go = new GoPackage([`package x\nfunc samples() any {\n\treturn map[string]string{${table}\n\t}\n}\n`], {});
  return Object.values((go.call("samples", []) ?? {}) as { readonly [name: string]: string });
}

/** An expression of Go's without what our dialect leaves out and a sample does not need: flags, names, anchors, POSIX classes. */
function houseDialect(pattern: string): string {
  return pattern
    .replaceAll("[[:alnum:]]", "[0-9A-Za-z]")
    .replaceAll("[:alnum:]", "0-9A-Za-z")
    .replaceAll(/\(\?P<\w+>/g, "(")
    .replaceAll(/\(\?-?[is]+:/g, "(?:")
    .replaceAll(/\(\?-?[is]+\)/g, "")
    .replaceAll(/\\[bz]/g, "")
    .replaceAll(/\\(["'`=:;<>~!@#%& ,])/g, "$1");
}
