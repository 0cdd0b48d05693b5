import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { commit, configure, git, put, template } from "../../../harness/workspace.ts";
import { HEALTHY, repository, SHELL, type Workspace } from "./sample-repository.ts";
import { action, approved, command, run, step } from "./shorthand.ts";

const audit = action("repo.audit", {});
const read = (path: string) => action("fs.read", { path });
const cat = (path: string) => action("shell.run", { argv: ["cat", path], deterministic: true });
const list = action("shell.run", { argv: ["git", "ls-files"], deterministic: true });

/** Files that git ignores or was told not to look at. */
export const hidden: Workspace = {
  name: "hidden",
  fill: (root) => {
    repository(root, HEALTHY, { shell: SHELL }, () => undefined);
    put(root, "build/report.xml", "<testsuite/>\n");
    put(root, "src/app.js", "export const answer = 43;\n");
    git(root, "update-index", "--skip-worktree", "src/app.js");
    put(root, "data.txt", "three\n");
    git(root, "update-index", "--assume-unchanged", "data.txt");
  },
  runs: [
    run(read("build/report.xml"), "a file that git ignores"),
    run(cat("build/report.xml"), "a command that does not see what git ignores", "failed", approved),
    run(read("src/app.js"), "a file that git was told not to look at"),
    run(cat("data.txt"), "a command that reads a file that git takes for unchanged", "succeeded", approved),
    run(audit, "an audit of files that git was told not to look at"),
  ],
};

/** Ignored files that steps declare, and what their commands see of files and of git. */
export const declared: Workspace = {
  name: "declared",
  fill: (root) => {
    repository(root, { ...HEALTHY, ".gitignore": "node_modules/\nbuild/\n*.bin\n" }, { shell: SHELL }, (at) => {
      const permissions = { shell: SHELL };
      const see = (id: string, path: string, inputs: readonly string[]) =>
        command(id, ["cat", path], { needs: [], inputs });
      template(
        at,
        "declares",
        [
          see("folder", "node_modules/tool/data", ["node_modules"]),
          see("pattern", "fixtures/one/a.bin", ["fixtures/**/*.bin"]),
          see("link", "build/latest", ["build/latest", "build/report.xml"]),
          command("listed", ["ls", "build"], { needs: [], inputs: ["build"] }),
        ],
        { permissions },
      );
      template(at, "declares-nothing", [command("see", ["cat", "node_modules/tool/data"])], { permissions });
      template(
        at,
        "asks-git",
        [
          command("tag", ["git", "describe", "--tags"], { needs: [] }),
          command("state", ["git", "status", "--porcelain"], { needs: [] }),
          command("files", ["ls", "."], { needs: [] }),
        ],
        { permissions },
      );
    });
    git(root, "tag", "v1");
    put(root, "node_modules/tool/data", "of a tool\n");
    put(root, "node_modules/tool/.git/HEAD", "ref: refs/heads/main\n");
    put(root, "fixtures/one/a.bin", Buffer.from([0x61, 0x0a]));
    put(root, "fixtures/one/.keep", "");
    put(root, "build/report.xml", "<testsuite/>\n");
    symlinkSync("report.xml", join(root, "build/latest"));
    mkdirSync(join(root, "build/empty"));
  },
  runs: [
    run("template:declares", "ignored files that steps declare", "succeeded", approved),
    run("template:declares-nothing", "an ignored file that no step declares", "failed", approved),
    run("template:asks-git", "what commands see of git and of files", "succeeded", approved),
  ],
};

/** A submodule, clean and then with a change of its own. */
export const submodule: Workspace = {
  name: "submodule",
  fill: (root) => {
    const origin = `${root}-origin`;
    const url = "https://example.org/inner.git";
    repository(origin, { "inner.txt": "inner\n", "other.txt": "other\n" }, {}, () => undefined);
    repository(root, HEALTHY, { shell: SHELL }, () => undefined);
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin, "inner");
    rmSync(origin, { recursive: true });
    // Nothing names the folder that it came from.
    git(root, "config", "--file", ".gitmodules", "submodule.inner.url", url);
    git(root, "config", "submodule.inner.url", url);
    git(join(root, "inner"), "config", "remote.origin.url", url);
    commit(root, "with a submodule");
    put(root, "inner/other.txt", "changed within\n");
    put(root, "inner/new.txt", "new within\n");
  },
  runs: [
    run(read("inner/inner.txt"), "a file of a submodule"),
    run(read("inner/other.txt"), "a file of a submodule that was changed"),
    run(cat("inner/new.txt"), "a command that reads a new file of a submodule", "succeeded", approved),
    run(audit, "an audit beside a submodule"),
  ],
};

/** Files that are otherwise on the disk than in the commit, or not there: line ends, filters, a sparse checkout, links, a repository within. */
export const converted: Workspace = {
  name: "converted",
  fill: (root) => {
    const attributes = "*.bat text eol=crlf\n*.up filter=up\n";
    repository(root, { ...HEALTHY, ".gitattributes": attributes }, { shell: SHELL }, (at) => {
      git(at, "config", "filter.up.clean", "tr a-z A-Z");
      put(at, "run.bat", "echo one\r\n");
      put(at, "loud.up", "lower on disk\n");
      put(at, "left/out.txt", "left out\n");
      symlinkSync("README.md", join(at, "link.md"));
      symlinkSync("nowhere", join(at, "dangling"));
    });
    repository(join(root, "within"), { "own.txt": "of its own\n" }, {}, () => undefined);
    git(root, "sparse-checkout", "set", "--no-cone", "/*", "!left/");
  },
  runs: [
    run(read("run.bat"), "a file whose line ends git converts"),
    run(cat("loud.up"), "a command that reads a file that git filters", "succeeded", approved),
    run(read("left/out.txt"), "a file that a sparse checkout leaves out", "failed"),
    run(cat("link.md"), "a command that reads through a link", "succeeded", approved),
    run(read("within/own.txt"), "a file of a repository within"),
    run(list, "what a command lists of a sparse checkout", "succeeded", approved),
    run(audit, "an audit of converted, filtered and missing files"),
  ],
};

/** Commands without a sandbox: what they read is not known. */
export const unconfined: Workspace = {
  name: "unconfined",
  fill: (root) => {
    repository(root, HEALTHY, {}, (at) => {
      configure(at, { shell: SHELL }, { sandbox: "off" });
      template(at, "reads-and-says", [step("read", "fs.read", { path: "data.txt" }), command("see", ["pwd"])], {
        permissions: { shell: SHELL },
      });
    });
    put(root, "build/report.xml", "<testsuite/>\n");
  },
  runs: [
    run(cat("build/report.xml"), "a command without a sandbox", "succeeded", approved),
    run("template:reads-and-says", "an action and a command without a sandbox", "succeeded", approved),
  ],
};
