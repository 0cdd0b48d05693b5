import { execFile } from "node:child_process";
import { type DoctorCheck, type Finding, fine } from "./check.ts";

/** Whether git can be called: a run records the commit it worked on, and replay needs a scratch work tree. */
export const gitCheck: DoctorCheck = {
  id: "git",
  title: "git",
  look: ({ layout, env }) =>
    new Promise<Finding>((resolve) => {
      const options = { cwd: layout.root, env: { PATH: env["PATH"] ?? "", LC_ALL: "C" }, timeout: 5_000 };
      execFile("git", ["--version"], options, (error, stdout) => {
        if (error === null) return resolve(fine(stdout.trim().replace(/^git version /, "")));
        resolve({
          status: "warn",
          detail: `expected git on the PATH, got: ${"code" in error ? error.code : error.message}`,
          remedy: "install git; without it a workspace is identified by the files that a run read",
        });
      });
    }),
};
