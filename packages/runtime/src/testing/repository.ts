import { execFileSync } from "node:child_process";

/** Runs git in a folder as a fixed author, with nobody's configuration; answers what it prints. */
export function gitIn(root: string, ...words: readonly string[]): string {
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  const env = { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
  return execFileSync("git", [...author, ...words], { cwd: root, env, encoding: "utf8", stdio: "pipe" });
}

/** Puts everything into one commit and answers its id. */
export function commitAll(root: string): string {
  gitIn(root, "add", "--all");
  gitIn(root, "commit", "--quiet", "--message=x");
  return gitIn(root, "rev-parse", "HEAD").trim();
}
