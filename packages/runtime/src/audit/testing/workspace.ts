import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ActionContext } from "../../action/types.ts";
import { createConfinedFiles } from "../../files/confined-files.ts";
import { hashing } from "../../platform/hashing.ts";
import { createRedactor } from "../../redact/create-redactor.ts";
import { folderFilter } from "../../workspace/source-filter.ts";

/** A real workspace and output folder for tests, and an action context that reaches nothing else. */
export interface TestWorkspace extends Disposable {
  readonly root: string;
  readonly output: string;
  readonly context: ActionContext;
  /** Content of every blob that was put, in order. */
  readonly blobs: readonly Buffer[];
  put(files: { readonly [path: string]: string | Uint8Array }): void;
  link(path: string, target: string): void;
}

export function testWorkspace(initial: { readonly [path: string]: string | Uint8Array } = {}): TestWorkspace {
  const folder = mkdtempSync(join(tmpdir(), "sdetkit-audit-"));
  const root = join(folder, "workspace");
  const output = join(folder, "output");
  mkdirSync(root);
  mkdirSync(output);
  const blobs: Buffer[] = [];
  const put: TestWorkspace["put"] = (all) => {
    for (const [path, data] of Object.entries(all)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), data);
    }
  };
  put(initial);
  const files = createConfinedFiles({ workspace: root, output });
  const context = {
    files,
    source: async () => folderFilter(files),
    blobs: {
      put: async (data: Uint8Array | string) => {
        blobs.push(Buffer.from(data as string));
        return hashing.hex(data);
      },
      get: async () => null,
    },
    redactor: createRedactor({ secrets: [] }),
    env: {},
    runId: "r-test",
    writable: [],
    network: false,
    signal: new AbortController().signal,
  } as unknown as ActionContext;
  return {
    root,
    output,
    context,
    blobs,
    put,
    link: (path, target) => symlinkSync(target, join(root, path)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
