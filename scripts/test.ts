import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs every test. What the tests need from Debian is installed first where this user may; what cannot be had is said
 * loudly, and the tests that need it say again what they did not cover. Arguments go to vitest.
 */
const NEEDED = [
  { command: "bwrap", package: "bubblewrap", covers: "the sandbox around commands" },
  { command: "chromium", package: "chromium", covers: "the HTML dashboard in a real browser" },
  { command: "caddy", package: "caddy", covers: "the Caddyfile of the guide" },
  { command: "nginx", package: "nginx-light", covers: "the nginx configuration, and requests through it" },
  { command: "docker-compose", package: "docker-compose", covers: "the compose file" },
  { command: "systemd-analyze", package: "systemd", covers: "the systemd unit" },
  { command: "git", package: "git", covers: "everything that works on a repository" },
];

const missing = NEEDED.filter(({ command }) => !onPath(command));
if (missing.length > 0 && mayInstall()) install(missing.map((each) => each.package));
for (const { command, package: name, covers } of missing.filter((each) => !onPath(each.command))) {
  console.warn(
    `\n!! NOT COVERED: ${covers}: ${command} is not here and cannot be installed by this user (apt-get install ${name})\n`,
  );
}
process.exitCode = runTests(process.argv.slice(2));

function onPath(command: string): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, command)));
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && onPath("apt-get");
}

function install(packages: readonly string[]): void {
  console.log(`installing from Debian: ${packages.join(", ")}`);
  const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  spawnSync("apt-get", ["update"], options);
  spawnSync("apt-get", ["install", "-y", "--no-install-recommends", ...packages], options);
}

/** Ends with one line that any log reader understands: how many passed, how many failed. */
function runTests(args: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), "sdetkit-tests-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = spawnSync("vitest", ["run", ...reporters, ...args], { stdio: "inherit" });
  if (existsSync(report)) {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    // A file that could not even be loaded has no test that failed, and is a failure all the same.
    const failed = status === 0 ? numFailedTests : Math.max(1, numFailedTests);
    console.log(`\n${numPassedTests} passed, ${failed} failed`);
  }
  rmSync(folder, { recursive: true, force: true });
  return status ?? 1;
}
