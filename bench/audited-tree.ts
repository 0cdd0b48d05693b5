import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const WORDS =
  "const value return async await function export import from type interface readonly string number error message path file line column result token secret config parse render read write list map filter reduce stream buffer index count total state event handler request response client server".split(
    " ",
  );

/** Park and Miller's generator: the same tree every time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const KINDS = [
  ["ts", (words: string) => `export const ${words.replaceAll(" ", "_")} = read("${words}"); // ${words}`],
  ["py", (words: string) => `def ${words.replaceAll(" ", "_")}(): return {"${words}": 1}  # ${words}`],
  ["md", (words: string) => `The ${words}, and [${words}](https://example.org/${words.replaceAll(" ", "/")}).`],
  ["json", (words: string) => `  "${words}": "${words.split("").reverse().join("")}",`],
  ["yaml", (words: string) => `${words.replaceAll(" ", "-")}: ${words}`],
  ["go", (words: string) => `\tif err := ${words.replaceAll(" ", ".")}(ctx); err != nil { return err }`],
] as const;

/** Makes a repository of source-like text, all of it committed; about one file in two hundred is a workflow, and one in a hundred holds a made-up secret. */
export function makeAuditedTree(
  root: string,
  { files, bytes }: { readonly files: number; readonly bytes: number },
): void {
  const random = createRandom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const words = () => Array.from({ length: 2 + Math.floor(random() * 4) }, () => pick(WORDS)).join(" ");
  for (let index = 0; index < files; index++) {
    const isWorkflow = index % 200 === 0;
    const [ext, line] = pick(KINDS);
    const path = isWorkflow
      ? `.github/workflows/w${index}.yml`
      : `packages/p${index % 40}/src/${pick(WORDS)}/${pick(WORDS)}-${index}.${ext}`;
    const lines: string[] = isWorkflow ? [workflow(index)] : [];
    let length = 0;
    const wanted = (bytes / files) * (0.3 + 1.4 * random());
    while (!isWorkflow && length < wanted) {
      const next = line(words());
      lines.push(next);
      length += next.length + 1;
    }
    if (index % 100 === 1)
      lines.push(
        `token = "ghp_${Array.from({ length: 36 }, () => pick([..."abcdefghijkmnopqrstuvwxyzABCDEFGH0123456789"])).join("")}"`,
      );
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${lines.join("\n")}\n`);
  }
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", root, "-c", "user.name=n", "-c", "user.email=n@example.org", ...args]);
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "tree");
}

function workflow(index: number): string {
  const step = (number: number) =>
    `      - run: npm run step-${number}\n        env:\n          VALUE: \${{ github.event.number }}`;
  const steps = Array.from({ length: 60 }, (_, number) => step(number)).join("\n");
  return `name: W${index}\non: push\npermissions:\n  contents: read\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n${steps}`;
}
