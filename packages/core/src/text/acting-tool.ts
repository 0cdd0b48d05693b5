/**
 * Names upon which tools act by themselves when somebody enters a folder, lists it with an ordinary prompt, or opens it: what a run
 * made must not lie under them on somebody's machine. Not here: what only acts when it is called for by name, such as a Makefile.
 */
const ACTING: { readonly [tool: string]: readonly string[] } = {
  // `git status`, and with it most prompts, runs `core.fsmonitor` and more of the config that it finds. A folder with `HEAD`,
  // `objects` and `refs` is a repository as well, with `HEAD` and `commondir` too; without `HEAD` there is none.
  git: [".git", "head"],
  // hgrc: hooks and extensions, for every `hg` of a prompt.
  Mercurial: [".hg"],
  Subversion: [".svn"],
  // Prompts ask these as well; their own config may name programs.
  "version control": [".jj", ".bzr", "_darcs", ".pijul", ".fslckout", "_fossil_"],
  // Run, or loaded into the shell, on `cd`: direnv, autoenv and zsh's dotenv, shadowenv, rvm.
  "shell hooks": [
    ".envrc",
    ".env",
    ".env.leave",
    ".autoenv",
    ".autoenv.zsh",
    ".autoenv_leave.zsh",
    ".shadowenv.d",
    ".rvmrc",
  ],
  // Tasks, hooks and versions on `cd`.
  "mise and asdf": [
    ".mise",
    ".mise.toml",
    "mise.toml",
    ".mise.local.toml",
    "mise.local.toml",
    ".rtx.toml",
    ".tool-versions",
  ],
  // Which program `node`, `python`, `ruby`, `java` or `cargo` is, for every prompt that shows its version.
  "version switchers": [
    ".nvmrc",
    ".node-version",
    ".python-version",
    ".ruby-version",
    ".java-version",
    ".sdkmanrc",
    "rust-toolchain",
    "rust-toolchain.toml",
  ],
  // Activated on `cd` by shells' plugins, and started by editors that look for an interpreter.
  "Python environments": [".venv"],
  // `.bin` is on many a PATH; editors load their compilers and linters from there.
  "package managers": ["node_modules", ".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn", ".pnpmfile.cjs", ".cargo"],
  // Tasks on opening, language servers by path, local startup files.
  "Visual Studio Code": [".vscode", ".devcontainer", ".devcontainer.json"],
  "Visual Studio": [".vs"],
  "JetBrains IDEs": [".idea", ".fleet"],
  "Vim and Neovim": [".vimrc", "_vimrc", ".gvimrc", ".exrc", "_exrc", ".nvimrc", ".nvim.lua", ".lvimrc"],
  Emacs: [".dir-locals.el", ".dir-locals-2.el"],
  editors: [".helix", ".zed"],
  // Hooks and servers that start with the agent.
  "coding agents": [".claude", ".cursor", ".gemini", ".codex", ".mcp.json"],
  // Read where they are started.
  debuggers: [".gdbinit", ".lldbinit"],
  R: [".rprofile", ".rdata"],
  // Read when a folder is shown.
  "file managers": [".directory", "desktop.ini", "autorun.inf"],
  // Found upwards from where a command is given.
  sdetkit: [".sdetkit"],
};

const TOOLS: ReadonlyMap<string, string> = new Map(
  Object.entries(ACTING).flatMap(([tool, names]) => names.map((name) => [name, tool] as const)),
);

/** `mise.production.toml` and the like; git's short name on Windows. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^\.?mise\.[^/]+\.toml$/, "mise and asdf"],
  [/^git~\d+$/, "git"],
];

/** The tool that acts by itself upon a file or folder of this name; null when none is known. */
export function actingTool(name: string): string | null {
  const plain = asFileSystemsSee(name);
  return TOOLS.get(plain) ?? PATTERNS.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

/** Some take case, invisible characters, dots and blanks at the end, and what follows a colon, for no difference. */
function asFileSystemsSee(name: string): string {
  const plain = name.replace(/\p{Default_Ignorable_Code_Point}/gu, "").replace(/:.*$/s, "");
  // Up and down again: so do those that fold ſ to s.
  return plain
    .replace(/[. ]+$/, "")
    .toUpperCase()
    .toLowerCase();
}

/** Whether some file system takes this name for `.git` or `.sdetkit`: what lies there decides what git and sdetkit run. */
export function isRepositoryName(name: string): boolean {
  const plain = asFileSystemsSee(name);
  return plain === ".git" || plain === ".sdetkit" || /^git~\d+$/.test(plain);
}

/** A name that means nothing to a tool, for one that does: `.git` becomes `inert.git`. Any other stays as it is. */
export function inertName(name: string): string {
  if (actingTool(name) === null) return name;
  return name.startsWith(".") ? `inert${name}` : `inert.${name}`;
}

/** A path, each part of which means nothing to a tool. */
export function inertPath(path: string): string {
  return path.split("/").map(inertName).join("/");
}
