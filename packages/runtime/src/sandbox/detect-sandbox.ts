import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { SYSTEM_PATH } from "../platform/system-path.ts";
import { FILTERED_ARCHITECTURES } from "./seccomp-filter.ts";

/** What there is to confine commands with. */
export type SandboxSupport =
  | { readonly kind: "bubblewrap"; readonly version: string; readonly path: string }
  | { readonly kind: "none"; readonly why: string; readonly remedy: string };

const PROBE = [
  "--unshare-user",
  "--unshare-all",
  "--disable-userns",
  "--uid",
  "65534",
  "--gid",
  "65534",
  "--cap-drop",
  "ALL",
  "--die-with-parent",
  // Otherwise a first process is in between, which is left to be buried by the system's when bubblewrap itself has ended.
  "--as-pid-1",
];

/**
 * Looks for bubblewrap and really starts something in it: it may be installed and yet be forbidden. What is started in it is
 * bubblewrap again, which says its version, so that one start answers both. Takes a few milliseconds.
 */
export function detectSandbox(searchPath: string = SYSTEM_PATH): SandboxSupport {
  if (process.platform !== "linux")
    return {
      kind: "none",
      why: `there is no sandbox for ${process.platform}`,
      remedy: "run in Linux (a container or virtual machine) where commands have to be confined",
    };
  if (!FILTERED_ARCHITECTURES.includes(process.arch))
    return {
      kind: "none",
      why: `the sandbox has no system call filter for ${process.arch}`,
      remedy: `run on ${FILTERED_ARCHITECTURES.join(" or ")} where commands have to be confined`,
    };
  const path = searchPath
    .split(":")
    .map((folder) => `${folder}/bwrap`)
    .find((file) => fs.existsSync(file));
  if (path === undefined)
    return {
      kind: "none",
      why: "bubblewrap is not installed",
      remedy: "install it: apt install bubblewrap, or dnf install bubblewrap",
    };

  const env = { PATH: SYSTEM_PATH, LC_ALL: "C.UTF-8" };
  const root = ["--ro-bind", "/", "/", "--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev"];
  const tried = spawnSync(path, [...PROBE, ...root, "--", path, "--version"], {
    env,
    encoding: "utf8",
    timeout: 10_000,
  });
  if (tried.status === 0) return { kind: "bubblewrap", version: versionIn(tried.stdout), path };
  const said = (tried.stderr || tried.error?.message || "").trim().split("\n")[0];
  const version = versionIn(spawnSync(path, ["--version"], { env, encoding: "utf8" }).stdout);
  return {
    kind: "none",
    why: `bubblewrap (version ${version}) is installed but cannot start a sandbox: ${said}`,
    remedy:
      "provide bubblewrap 0.8 or later and user namespaces: sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1, an AppArmor profile for bwrap (Ubuntu 24.04), or a container with fewer restrictions",
  };
}

function versionIn(printed: string | null): string {
  return printed?.replace(/^bubblewrap\s+/, "").trim() || "unknown";
}
