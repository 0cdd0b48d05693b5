import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toolsHint } from "./tools-hint.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), "home-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function program(path: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), "#!/bin/sh\n", { mode: 0o755 });
}

function hint(said: string, path: readonly string[], tools: readonly string[] = []): string | null {
  const PATH = [...path.map((folder) => join(home, folder)), "/usr/bin"].join(":");
  const exit = { code: "exit-code", message: "expected the command to exit with 0, it exited with 1" };
  return toolsHint(exit, said, { env: { HOME: home, PATH }, root: join(home, "work"), tools });
}

const PYTHON = "/usr/bin/python3: No module named pytest";

test("a module under pyenv: the version that holds, unless it is named already", () => {
  program(".pyenv/shims/python3");
  program(".pyenv/versions/3.9.1/bin/python3");
  program(".pyenv/versions/3.12.1/bin/python3");
  const shims = [".pyenv/shims"];
  expect(hint(PYTHON, shims)).toBe(
    "commands cannot see your python3 in ~/.pyenv/versions/3.12.1: make it visible with tools: [~/.pyenv/versions/3.12.1] in .sdetkit/config.yaml",
  );
  writeFileSync(join(home, ".pyenv/version"), "3.9.1\n");
  expect(hint("ModuleNotFoundError: No module named 'a.b'", shims, ["/opt/x"])).toContain(
    "tools: [/opt/x, ~/.pyenv/versions/3.9.1]",
  );
  expect(hint(PYTHON, shims, ["~/.pyenv/versions/3.9.1/"])).toBeNull();
});

test("asdf, rbenv, nvm: the folder of the version", () => {
  program(".asdf/shims/ruby");
  program(".asdf/installs/ruby/3.3.0/bin/ruby");
  expect(hint("cannot load such file -- rspec (LoadError)", [".asdf/shims"])).toContain(
    "[~/.asdf/installs/ruby/3.3.0]",
  );
  const node = ".nvm/versions/node/v24.15.0";
  program(`${node}/bin/node`);
  const said = "Error: Cannot find module 'left-pad'";
  expect(hint(said, [`${node}/bin`]), "a package of the workspace").toBeNull();
  mkdirSync(join(home, node, "lib/node_modules/left-pad"), { recursive: true });
  expect(hint(said, [`${node}/bin`])).toContain(`tools: [~/${node}]`);
});

test("a virtual environment, and the interpreter that it links to", () => {
  program(".pyenv/versions/3.12.1/bin/python3");
  mkdirSync(join(home, "venv/bin"), { recursive: true });
  writeFileSync(join(home, "venv/pyvenv.cfg"), "");
  symlinkSync(join(home, ".pyenv/versions/3.12.1/bin/python3"), join(home, "venv/bin/python3"));
  expect(hint(PYTHON, ["venv/bin"])).toContain("tools: [~/venv, ~/.pyenv/versions/3.12.1]");
});

test("what pip installed for the user alone", () => {
  mkdirSync(join(home, ".local/lib/python3.12/site-packages/pytest"), { recursive: true });
  expect(hint(PYTHON, [])).toContain("pytest is installed in ~/.local");
});

test("a program that is not found, and one of the workspace that leads out of it", () => {
  program(".cargo/bin/cargo");
  program(".pyenv/versions/3.12.1/bin/python3");
  mkdirSync(join(home, "work/.venv/bin"), { recursive: true });
  symlinkSync(join(home, ".pyenv/versions/3.12.1/bin/python3"), join(home, "work/.venv/bin/python"));
  const of = (code: string, name: string) => {
    const env = { HOME: home, PATH: `${home}/.cargo/bin:/usr/bin` };
    const failure = { code, message: `"${name}": expected a program …` };
    return toolsHint(failure, "", { env, root: join(home, "work"), tools: [] });
  };
  expect(of("command-not-found", "cargo")).toContain("tools: [~/.cargo]");
  expect(of("command-not-found", "nowhere")).toBeNull();
  expect(of("command-not-started", ".venv/bin/python")).toContain("tools: [~/.pyenv/versions/3.12.1]");
});

test("nothing is said where the caller has the system's program, or another thing went wrong", () => {
  expect(hint(PYTHON, [])).toBeNull();
  program("bin/python3");
  expect(hint("AssertionError: 1 != 2", ["bin"])).toBeNull();
  expect(toolsHint(null, PYTHON, { env: {}, root: home, tools: [] })).toBeNull();
});
