#!/usr/bin/env node
// Written for old Nodes too: no static import, no syntax newer than 2019. It answers `--version`, starts the Node that is
// installed beside it where this one is too old, turns the compile cache on, and only then loads the bundle.
const NEEDED = [24, 15];
const have = process.versions.node.split(".").map(Number);

if (have[0] < NEEDED[0] || (have[0] === NEEDED[0] && have[1] < NEEDED[1])) {
  import("./start-newer-node.js").then((newer) => newer.startNewerNode(NEEDED));
} else if (process.argv.length === 3 && (process.argv[2] === "--version" || process.argv[2] === "-V")) {
  const fs = process.getBuiltinModule("fs");
  const manifest = JSON.parse(fs.readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  fs.writeSync(1, `${manifest.version}\n`);
} else {
  // Only meant for this process, not for the commands that it starts.
  delete process.env.SDETKIT_STARTED_BY;
  cacheCompiledCode();
  import("../dist/main.js").then(
    (bundle) => bundle.main(),
    (cause) => {
      console.error(
        `sdetkit is not whole: ${cause.message}\nInstall it again, or run \`npm run build\` in a checkout.`,
      );
      process.exitCode = 1;
    },
  );
}

/**
 * Compiled code is executed, so it is kept where nobody else can write: the caller's own cache folder. Node's default is
 * the shared temporary folder. Where no such place is found, the program starts a little slower and that is all.
 */
function cacheCompiledCode() {
  const env = process.env;
  if (env.NODE_COMPILE_CACHE || env.NODE_DISABLE_COMPILE_CACHE) return;
  const fs = process.getBuiltinModule("fs");
  const path = process.getBuiltinModule("path");
  const uid = process.getuid ? process.getuid() : -1;
  const base = env.XDG_CACHE_HOME || (env.HOME ? path.join(env.HOME, ".cache") : "");
  if (uid === -1 || !path.isAbsolute(base)) return;
  try {
    const home = nearestExisting(fs, path, base);
    if (home.uid !== uid) return;
    const folder = path.join(base, "sdetkit", "compiled");
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const own = fs.lstatSync(folder);
    if (own.isDirectory() && own.uid === uid && (own.mode & 0o022) === 0) {
      process.getBuiltinModule("module").enableCompileCache(folder);
    }
  } catch {
    // Read-only or full: without a cache, then.
  }
}

function nearestExisting(fs, path, start) {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const found = fs.statSync(folder, { throwIfNoEntry: false });
    if (found || folder === path.dirname(folder)) return found;
  }
}
